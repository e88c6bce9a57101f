// Draws the charts of the coverage page with Chart.js; the tables beneath them say the same without it.
"use strict";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function draw(canvas) {
  const { kind, flat, labels, figures } = JSON.parse(canvas.dataset.chart);
  const grid = { color: colour("--line") };
  const ticks = { color: colour("--soft"), precision: 0 };
  const names = { ticks: { ...ticks, autoSkip: !flat, autoSkipPadding: 24, maxRotation: 0 }, grid: { display: false } };
  const counts = { beginAtZero: true, ticks: { ...ticks, maxTicksLimit: 6 }, grid };
  if (flat) canvas.parentElement.style.height = `${labels.length * 2 + 2.5}rem`;
  return new Chart(canvas, {
    type: kind,
    data: {
      labels,
      datasets: [{
        data: figures,
        backgroundColor: colour("--two"),
        borderColor: colour("--two"),
        borderWidth: kind === "line" ? 2 : 0,
        pointRadius: labels.length > 40 ? 0 : 3,
        maxBarThickness: 22,
      }],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      indexAxis: flat ? "y" : "x",
      plugins: { legend: { display: false } },
      scales: flat ? { y: names, x: counts } : { x: names, y: counts },
    },
  });
}

document.querySelectorAll("canvas[data-chart]").forEach(draw);

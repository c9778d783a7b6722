// The first page: tabs by keyboard, the job's progress, downloads offered when they exist.
"use strict";

const tabs = [...document.querySelectorAll('[role="tab"]')];

function show(tab) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  document.querySelector("main").classList.toggle("wide", tab.id === "tab-cost");
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener("click", () => show(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[(index + step + tabs.length) % tabs.length];
    show(next);
    next.focus();
  });
}

document.querySelector(".count a").addEventListener("click", () => show(tabs[0]));

const job = document.getElementById("job");
const lang = document.documentElement.lang;

function offer(names) {
  for (const link of document.querySelectorAll("[data-file]")) {
    const ready = names.includes(link.dataset.file);
    link.setAttribute("aria-disabled", String(!ready));
    link.tabIndex = ready ? 0 : -1;
  }
}

function tell(state) {
  job.querySelector(".step").textContent = state.step;
  job.querySelector("progress").value = state.share;
  job.querySelector(".sentence").textContent = state.sentence;
  job.dataset.state = state.state;
}

async function available() {
  const answer = await fetch(`/api/v1/studies/demo/files?lang=${lang}`);
  return answer.ok ? answer.json() : [];
}

function follow(id) {
  const events = new EventSource(`/api/v1/jobs/${id}/events?lang=${lang}`);
  events.onmessage = async (message) => {
    const state = JSON.parse(message.data);
    tell(state);
    if (["done", "failed", "cancelled"].includes(state.state)) {
      events.close();
      offer(await available());
    }
  };
}

document.getElementById("remake").addEventListener("click", async () => {
  const answer = await fetch(`/api/v1/studies/demo/dossier?lang=${lang}`, { method: "POST" });
  const state = await answer.json();
  tell(state);
  follow(state.id);
});

offer([]);
available().then(offer);
if (["waiting", "running"].includes(job.dataset.state)) follow(job.dataset.job);

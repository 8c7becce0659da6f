// The chat page: asks every second what is new and shows it.

import { sendFile, sendText, showMessages, toEnd } from "./messages.js";
import { isAsking, refresh, whenNew } from "./news.js";
import { showBadges, showRoster, whenChosen } from "./people.js";
import { ask, byId, make, officeTime, post, say, state } from "./tools.js";

const POLL_MS = 1000;

// ---- the person in whose name one speaks

function choose(account) {
  if (state.account) state.drafts.set(state.account, byId("text").value);
  const person = state.people.get(account);
  state.account = account;
  state.versions.conversation = "";
  sessionStorage.setItem("account", account);
  byId("who").textContent = `${person.unit} ${person.name}`;
  byId("roles").textContent = person.roles.join("、");
  byId("messages").replaceChildren();
  byId("text").value = state.drafts.get(account) || "";
  byId("text").placeholder = "输入命令或信息内容";
  fit();
  for (const id of ["text", "send", "choose-photo"]) byId(id).disabled = false;
  for (const button of document.querySelectorAll("#roster button")) {
    button.setAttribute("aria-current", String(button.dataset.account === account));
  }
  showCommands(person);
  view("talk");
  byId("text").focus();
  refresh();
}

function showCommands(person) {
  const buttons = person.commands.map((command) =>
    make("button", { type: "button", textContent: command, on: { click: () => sendText(command) } }),
  );
  if (person.writes && state.examples.length) {
    const fill = make("button", { type: "button", className: "example", textContent: "填入示例", on: { click: fillExample } });
    buttons.unshift(fill);
  }
  byId("commands").replaceChildren(...buttons);
}

function fillExample() {
  const text = byId("text");
  const next = (state.examples.indexOf(text.value) + 1) % state.examples.length;
  text.value = state.examples[next];
  fit();
  text.focus();
}

// ---- the clock of a demo

function showClock(news) {
  const time = officeTime(news.now);
  byId("now").textContent = `${time.day} ${time.clock}`;
  byId("now").dateTime = news.now;
  if (!byId("moments")) return;
  byId("clock-now").textContent = `${time.weekday} ${time.clock}`;
  const signature = JSON.stringify(news.moments);
  if (byId("moments").dataset.shown === signature) return;
  byId("moments").dataset.shown = signature;
  byId("moments").replaceChildren(...news.moments.map((moment) => momentButton(moment, time.week)));
  byId("clock-at").min = time.input;
  byId("clock-at").value = time.input;
}

function momentButton({ label, at }, thisWeek) {
  const time = officeTime(at);
  return make(
    "button",
    { type: "button", title: `${time.day} ${time.clock}`, on: { click: () => move(at) } },
    make("b", { textContent: `${time.week > thisWeek ? "下" : ""}${time.weekday} ${time.clock}` }),
    make("span", { textContent: label }),
  );
}

async function move(at) {
  const bar = byId("moments").parentElement;
  if (bar.getAttribute("aria-busy") === "true") return;
  bar.setAttribute("aria-busy", "true");
  try {
    const { now } = await post("/chat/clock", { at });
    const time = officeTime(now);
    say(`现在是${time.weekday} ${time.clock}，到期的任务已执行。`);
    await refresh();
  } catch (error) {
    say(error.message);
  } finally {
    bar.removeAttribute("aria-busy");
  }
}

// ---- what is new

function show(news) {
  state.zone = news.zone;
  state.counts = news.arrived;
  if (news.conversation && state.account) {
    state.versions.conversation = news.conversation.version;
    showMessages(byId("messages"), news.conversation.messages, false);
    byId("welcome").hidden = byId("messages").childElementCount > 0;
  }
  if (news.group) {
    state.versions.group = news.group.version;
    showMessages(byId("posts"), news.group.messages, true);
    byId("no-posts").hidden = news.group.messages.length > 0;
  }
  showClock(news);
  showBadges();
}

async function poll() {
  if (!isAsking()) await refresh();
  setTimeout(poll, document.hidden ? POLL_MS * 5 : POLL_MS);
}

// ---- the page

function view(name) {
  document.body.dataset.view = name;
  byId("tab-talk").setAttribute("aria-selected", String(name !== "group"));
  byId("tab-group").setAttribute("aria-selected", String(name === "group"));
  toEnd(byId(name === "group" ? "posts" : "messages"));
  showBadges();
}

function fit() {
  const text = byId("text");
  text.rows = 2;
  while (text.rows < 8 && text.scrollHeight > text.clientHeight) text.rows += 1;
}

function submit(event) {
  event.preventDefault();
  const text = byId("text").value;
  if (!text.trim()) return;
  byId("text").value = "";
  fit();
  sendText(text);
}

function listen() {
  byId("composer").addEventListener("submit", submit);
  byId("text").addEventListener("input", fit);
  byId("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  byId("text").addEventListener("paste", (event) => [...event.clipboardData.files].forEach(sendFile));
  byId("choose-photo").addEventListener("click", () => byId("photo").click());
  byId("photo").addEventListener("change", (event) => {
    [...event.target.files].forEach(sendFile);
    event.target.value = "";
  });
  byId("find").addEventListener("input", showRoster);
  byId("switch").addEventListener("click", () => view("people"));
  byId("tab-talk").addEventListener("click", () => view(state.account ? "talk" : "people"));
  byId("tab-group").addEventListener("click", () => view("group"));
  byId("clock-form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    move(byId("clock-at").value);
  });
  listenForDrops(byId("talk"));
  // A file that misses the window must not take the place of the page.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
}

function listenForDrops(place) {
  place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("dropping"); });
  place.addEventListener("dragleave", () => place.classList.remove("dropping"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("dropping");
    [...event.dataTransfer.files].forEach(sendFile);
  });
}

async function begin() {
  listen();
  whenNew(show);
  whenChosen(choose);
  const known = await ask("/chat/people");
  state.people = new Map(known.people.map((person) => [person.account, person]));
  state.examples = known.examples;
  state.limits = { picture: known.picture_bytes, file: known.file_bytes };
  byId("plan").textContent = known.plans.join("、");
  showRoster();
  const last = sessionStorage.getItem("account");
  if (last && state.people.has(last)) choose(last);
  poll();
}

begin().catch((error) => say(error.message));

// What was said, and sending. Text from others is only ever set as text.

import { refresh } from "./news.js";
import { ask, byId, make, officeTime, post, say, state } from "./tools.js";

export function showMessages(list, messages, inGroup) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const known = [...list.querySelectorAll("[data-id]")].map((element) => element.dataset.id);
  const isLonger = known.every((id, place) => messages[place] && messages[place].id === id);
  if (!isLonger) list.replaceChildren();
  const fresh = isLonger ? messages.slice(known.length) : messages;
  let day = list.dataset.day && isLonger ? list.dataset.day : "";
  for (const message of fresh) {
    const time = officeTime(message.at);
    if (time.day !== day) list.append(make("li", { className: "day", textContent: time.day }));
    day = time.day;
    list.append(bubble(message, time, inGroup));
  }
  list.dataset.day = day;
  if (fresh.length && (atEnd || !isLonger || !known.length)) toEnd(list);
}

export function toEnd(list) {
  list.scrollTop = list.scrollHeight;
}

function bubble(message, time, inGroup) {
  const mine = message.from === "person";
  const meta = make("p", { className: "meta" });
  if (message.own && !inGroup) meta.append(make("b", { textContent: "主动提醒" }));
  meta.append(`${mine ? "我" : "报送通"} ${time.clock}`);
  const body = make("div", { className: "bubble" });
  const names = (message.mention || []).map((account) => `@${state.people.get(account)?.name || account}`);
  const text = [names.join(" "), message.text].filter(Boolean).join("\n");
  if (text) body.append(make("p", { textContent: text }));
  for (const file of message.files || []) body.append(fileView(file, message));
  if (message.buttons?.length && !inGroup) body.append(choices(message.buttons));
  const className = `message ${mine ? "mine" : "bot"}${message.own && !inGroup ? " own" : ""}`;
  return make("li", { className, data: { "data-id": message.id } }, meta, body);
}

function choices(buttons) {
  const parts = buttons.map(({ label, command }) =>
    make("button", { type: "button", textContent: label, title: command, on: { click: () => sendText(command) } }),
  );
  return make("div", { className: "choices" }, ...parts);
}

function fileView(file, message) {
  if (!file.url) return make("p", { className: "file", textContent: `文件：${file.name || "未命名"}` });
  if (file.download) return make("a", { className: "file", href: file.url, download: file.name, textContent: `下载：${file.name}` });
  const what = file.name || message.title || "图片";
  const image = make("img", { src: file.url, alt: what, on: { load: (event) => keepAtEnd(event.target) } });
  return make(
    "button",
    { type: "button", className: "picture", data: { "aria-label": `查看大图：${what}` }, on: { click: () => enlarge(file.url, what) } },
    image,
  );
}

function keepAtEnd(image) {
  const list = image.closest(".messages");
  if (list && list.scrollHeight - list.scrollTop - list.clientHeight < image.clientHeight + 120) toEnd(list);
}

function enlarge(url, what) {
  byId("viewer-picture").src = url;
  byId("viewer-picture").alt = what;
  byId("viewer").showModal();
}

// ---- sending: a message keeps its key until it has arrived, so that sending it again has one effect

export function sendText(text) {
  if (!state.account) return say("请先选择身份。");
  const person = state.account;
  const key = crypto.randomUUID();
  dispatch(text, () => post("/chat/messages", { account: person, key, text }));
}

export function sendFile(file) {
  if (!state.account) return say("请先选择身份。");
  const limit = file.type.startsWith("image/") ? state.limits.picture : state.limits.file;
  if (file.size > limit) return say(`「${file.name}」超过 ${Math.floor(limit / 1048576)} MB，请压缩后再发送。`);
  const form = new FormData();
  form.append("account", state.account);
  form.append("key", crypto.randomUUID());
  form.append("file", file);
  dispatch(`正在发送「${file.name}」`, () => ask("/chat/files", { method: "POST", body: form }));
}

function dispatch(text, send) {
  const item = make("li", {}, make("div", { className: "bubble" }, make("p", { textContent: text })));
  byId("messages").append(item);
  byId("welcome").hidden = true;
  toEnd(byId("messages"));
  attempt(item, send);
}

async function attempt(item, send) {
  item.className = "message mine pending";
  item.querySelector(".choices")?.remove();
  try {
    await send();
    await refresh();
    item.remove();
  } catch (error) {
    if (error.status) return refuse(item, error);
    item.className = "message mine failed";
    const again = make("button", { type: "button", textContent: "没有发出，重新发送", on: { click: () => attempt(item, send) } });
    item.querySelector(".bubble").append(make("div", { className: "choices" }, again));
  }
}

// The server has answered and will not take it: sending it again is of no use.
function refuse(item, error) {
  item.remove();
  say(error.message);
}

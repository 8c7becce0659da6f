// What every part of the page uses: its state, elements, requests, the office's time, the notice.

export const byId = (id) => document.getElementById(id);

const token = document.querySelector('meta[name="chat-token"]').content;

export const state = {
  account: "",
  people: new Map(),
  versions: { conversation: "", group: "" },
  counts: {},
  seen: JSON.parse(sessionStorage.getItem("seen") || "{}"), // how many of the messages of each account
  drafts: new Map(),
  examples: [],
  limits: { picture: Infinity, file: Infinity },
  zone: "Asia/Shanghai",
};

export function make(tag, options = {}, ...children) {
  const { data, on, ...rest } = options;
  const element = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(data || {})) element.setAttribute(name, value);
  for (const [name, handler] of Object.entries(on || {})) element.addEventListener(name, handler);
  element.append(...children);
  return element;
}

export async function ask(path, options = {}) {
  const headers = { ...options.headers, "X-Chat-Token": token };
  const response = await fetch(path, { ...options, headers, credentials: "same-origin" });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(body.error || "没有成功，请刷新页面后再试。"), { status: response.status });
  return body;
}

export function post(path, value) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
}

// An instant on the office's clock. Two days are in one week, Monday to Sunday, if `week` is the same.
export function officeTime(iso) {
  const part = Object.fromEntries(format().formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  const two = (text) => text.padStart(2, "0");
  const days = Date.UTC(part.year, part.month - 1, part.day) / 86400000;
  return {
    day: `${part.month}月${part.day}日 ${part.weekday}`,
    weekday: part.weekday,
    week: Math.floor((days + 3) / 7),
    clock: `${part.hour}:${part.minute}`,
    input: `${part.year}-${two(part.month)}-${two(part.day)}T${part.hour}:${part.minute}`,
  };
}

let known = null;
function format() {
  if (known?.resolvedOptions().timeZone !== state.zone) {
    known = new Intl.DateTimeFormat("zh-CN", {
      timeZone: state.zone, year: "numeric", month: "numeric", day: "numeric", weekday: "short",
      hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    });
  }
  return known;
}

let noticeTimer = 0;
export function say(text) {
  const notice = byId("notice");
  notice.textContent = text;
  notice.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { notice.hidden = true; }, 5000);
}

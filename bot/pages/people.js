// Whom one can speak as, and who has got new messages.

import { byId, make, state } from "./tools.js";

let chosen = () => {};
export function whenChosen(handler) {
  chosen = handler;
}

// Whether the windows stand behind tabs, one at a time.
export function isNarrow() {
  return byId("tab-group").offsetParent !== null;
}

export function showRoster() {
  const wanted = byId("find").value.trim();
  const sections = new Map();
  for (const person of state.people.values()) {
    if (wanted && !`${person.unit} ${person.name} ${person.roles.join(" ")}`.includes(wanted)) continue;
    const role = person.roles[0];
    if (!sections.has(role)) sections.set(role, []);
    sections.get(role).push(person);
  }
  byId("roster").replaceChildren(...[...sections].flatMap(([role, people]) => section(role, people)));
  if (!sections.size) byId("roster").append(make("p", { className: "welcome", textContent: "没有找到。" }));
  showBadges();
}

function section(role, people) {
  const parts = [make("h3", { textContent: `${role}（${people.length}）` })];
  let group = "";
  let list = null;
  for (const person of people) {
    if (person.group !== group && person.group) parts.push(make("h4", { textContent: person.group }));
    if (person.group !== group || !list) parts.push(list = make("ul", { data: { "aria-label": `${role} ${person.group}` } }));
    group = person.group;
    list.append(make("li", {}, personButton(person)));
  }
  return parts;
}

function personButton(person) {
  return make(
    "button",
    {
      type: "button",
      title: person.roles.join("、"),
      data: { "data-account": person.account, "aria-current": String(person.account === state.account) },
      on: { click: () => chosen(person.account) },
    },
    make("span", { className: "unit", textContent: person.unit }),
    make("span", { className: "name", textContent: person.name }),
    make("span", { className: "badge", hidden: true }),
  );
}

export function showBadges() {
  const shown = isNarrow() ? document.body.dataset.view : "all";
  const isRead = (account) => (account ? account === state.account && shown !== "group" : shown === "group" || shown === "all");
  const fresh = (account) => {
    const count = state.counts[account] || 0;
    if (isRead(account) || (state.seen[account] || 0) > count) state.seen[account] = count;
    return count - (state.seen[account] || 0);
  };
  let others = 0;
  for (const account of state.people.keys()) {
    const count = fresh(account);
    others += count;
    const badge = document.querySelector(`#roster button[data-account="${CSS.escape(account)}"] .badge`);
    if (badge) badged(badge, count);
  }
  badged(byId("badge-talk"), others);
  badged(byId("badge-group"), fresh(""));
  sessionStorage.setItem("seen", JSON.stringify(state.seen));
}

function badged(badge, count) {
  badge.hidden = count <= 0;
  badge.textContent = count > 99 ? "99+" : String(count);
  badge.setAttribute("aria-label", `${count}条新消息`);
}

// Asks the server what is new, one request at a time.

import { ask, say, state } from "./tools.js";

let show = () => {};
let asking = null;
let isOffline = false;

export function whenNew(handler) {
  show = handler;
}

export function isAsking() {
  return asking !== null;
}

// Looks once more after the look in hand, so that what was just sent is in what it brings.
export function refresh() {
  const turn = (asking || Promise.resolve()).then(look).finally(() => {
    if (asking === turn) asking = null;
  });
  asking = turn;
  return turn;
}

async function look() {
  const account = state.account;
  try {
    const news = await ask(`/chat/news?${new URLSearchParams({ account, ...state.versions })}`);
    if (isOffline) say("连接已恢复。");
    isOffline = false;
    if (account === state.account) show(news);
  } catch {
    if (!isOffline) say("连接不上报送通，正在重试。");
    isOffline = true;
  }
}

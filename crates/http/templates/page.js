"use strict";

// What every page needs: the secret behind the hash sign, a call of the API, and words about how it went.
const page = {
  find: (id) => document.getElementById(id),

  // Takes the secret out of the address bar, so that neither the history nor somebody who looks on has it.
  takeToken() {
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    history.replaceState(null, "", location.pathname + location.search);
    return token;
  },

  // Shows this part of the page and no other.
  show(id) {
    for (const part of document.querySelectorAll(".part")) part.hidden = part.id !== id;
    page.tell("");
    page.find(id).focus();
  },

  // Says what went wrong, and what with which field.
  tell(words, more = []) {
    const news = page.find("news");
    news.replaceChildren();
    if (!words) return;
    const line = document.createElement("p");
    line.textContent = page.sentence(words);
    news.append(line);
    if (more.length === 0) return;
    const list = document.createElement("ul");
    for (const words of more) {
      const item = document.createElement("li");
      item.textContent = words;
      list.append(item);
    }
    news.append(list);
  },

  // Says what a refusal says; a detail that only repeats it is left out.
  tellRefusal(answer) {
    const { message, details } = answer.body;
    const wait = answer.status === 429 && answer.retryAfter ? ` (${answer.retryAfter} seconds)` : "";
    const news = (Array.isArray(details) ? details : []).filter((detail) => detail.message !== message);
    const words = (message || "something went wrong; try again in a moment") + wait;
    page.tell(words, news.map((detail) => `${detail.field}: ${detail.message}`));
  },

  sentence(words) {
    const begun = words.charAt(0).toUpperCase() + words.slice(1);
    return /[.!?]$/.test(begun) ? begun : begun + ".";
  },

  post(path, body) {
    return page.call("POST", path, { body });
  },

  // The path is relative, so that it works below whatever path a gateway publishes. Without an answer the status is 0.
  async call(method, path, { body, bearer } = {}) {
    const headers = { Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (bearer !== undefined) headers.Authorization = `Bearer ${bearer}`;
    try {
      const response = await fetch(path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: "no-store",
        redirect: "error",
      });
      const told = await response.json().catch(() => null);
      return {
        ok: response.ok,
        status: response.status,
        retryAfter: response.headers.get("Retry-After"),
        body: told !== null && typeof told === "object" ? told : {},
      };
    } catch {
      const message = "the service can't be reached; check your connection and try again";
      return { ok: false, status: 0, retryAfter: null, body: { message } };
    }
  },
};

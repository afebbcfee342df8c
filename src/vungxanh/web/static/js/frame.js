// On every page: says when the network fails, tries again, and keeps what was typed until it is
// saved. What is kept stays in this tab (sessionStorage) and goes at sign-out.

import { forgetAll, forgetForm, keepForms } from "./keep.js";

const banner = document.getElementById("network");
const waiting = new Map(); // element -> how often it was tried

function say(kind) {
    banner.textContent = banner.dataset[kind];
    banner.hidden = false;
}

function retry(element) {
    const tried = (waiting.get(element) ?? 0) + 1;
    waiting.set(element, tried);
    setTimeout(() => {
        if (element.isConnected && waiting.has(element)) htmx.trigger(element, "retry");
    }, Math.min(60000, 2500 * 2 ** tried));
}

function settled(element) {
    waiting.delete(element);
    if (waiting.size === 0) banner.hidden = true;
}

document.addEventListener("htmx:sendError", (event) => {
    say("offline");
    retry(event.detail.elt);
});
document.addEventListener("htmx:timeout", (event) => {
    say("offline");
    retry(event.detail.elt);
});
document.addEventListener("htmx:responseError", () => say("failed"));

// A session that ended answers with the sign-in page: it is no answer to what was asked.
document.addEventListener("htmx:beforeSwap", (event) => {
    const address = new URL(event.detail.xhr.responseURL || location.href);
    if (!address.pathname.startsWith("/accounts/login")) return;
    event.detail.shouldSwap = false;
    say("signedOut");
});

document.addEventListener("htmx:afterRequest", (event) => {
    const address = new URL(event.detail.xhr?.responseURL || location.href);
    if (event.detail.successful && !address.pathname.startsWith("/accounts/login")) {
        settled(event.detail.elt);
        const form = event.detail.elt.closest("form[data-keep]");
        if (form) forgetForm(form);
    }
});

window.addEventListener("online", () => {
    for (const element of waiting.keys()) htmx.trigger(element, "retry");
});

document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget]")) forgetAll();
});

keepForms(document);

// Menus that stay open are in the way: a click elsewhere or Escape closes them.
document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.account[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
    }
});
document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.account[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
    }
});

// A box that marks all rows of its table.
document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-check-all]");
    if (!all) return;
    for (const box of document.querySelectorAll(`input[name="${all.dataset.checkAll}"]`)) {
        box.checked = all.checked;
    }
});

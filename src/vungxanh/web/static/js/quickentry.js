// The grid of contacts: Enter goes down a row, Alt+↑/↓ between rows, Ctrl+S saves. Known persons are
// offered while a name is typed (htmx); ↓ goes into the offers, Enter takes one, Escape leaves.
// Without this script the grid is a plain form.

const grid = document.querySelector("[data-grid]");

function rows() {
    return [...grid.querySelectorAll("tbody tr")];
}

function move(field, by) {
    const here = field.closest("tr");
    const column = [...here.querySelectorAll("input, select")].filter((f) => f.type !== "hidden");
    const at = column.indexOf(field);
    const next = rows()[rows().indexOf(here) + by];
    if (!next) return false;
    const fields = [...next.querySelectorAll("input, select")].filter((f) => f.type !== "hidden");
    fields[Math.max(at, 0)].focus();
    return true;
}

function startOfNext(field) {
    const next = rows()[rows().indexOf(field.closest("tr")) + 1];
    if (next) next.querySelector("input:not([type=hidden])").focus();
    else grid.querySelector("[data-save]").focus();
}

function take(button) {
    const row = button.closest("tr");
    row.querySelector("[data-person]").value = button.dataset.personId;
    row.querySelector("[data-name]").value = button.dataset.name;
    row.querySelector("[data-picked]").textContent = button.dataset.says;
    row.querySelector(".pick-list").replaceChildren();
    row.querySelector("[data-name]").dispatchEvent(new Event("change", { bubbles: true }));
    startOfNext(row.querySelector("[data-name]"));
}

function onGridKey(event) {
    const field = event.target;
    const offers = field.closest(".pick")?.querySelector(".pick-list");
    const offered = offers ? [...offers.querySelectorAll("button")] : [];
    if (event.key === "Escape" && offers) {
        offers.replaceChildren();
        offers.closest(".pick").querySelector("[data-name]").focus();
    } else if (field.matches("[data-person-id]")) {
        walkOffers(event, offered);
    } else if (event.key === "ArrowDown" && offered.length && !event.altKey) {
        event.preventDefault();
        offered[0].focus();
    } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        event.preventDefault();
        move(field, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && field.matches("input, select")) {
        event.preventDefault();
        offers?.replaceChildren();
        startOfNext(field);
    }
}

function walkOffers(event, offered) {
    const at = offered.indexOf(event.target);
    if (event.key === "ArrowDown") offered[Math.min(at + 1, offered.length - 1)].focus();
    else if (event.key === "ArrowUp" && at > 0) offered[at - 1].focus();
    else if (event.key === "ArrowUp") event.target.closest(".pick").querySelector("[data-name]").focus();
    else return;
    event.preventDefault();
}

if (grid) {
    grid.addEventListener("keydown", onGridKey);
    grid.addEventListener("click", (event) => {
        const button = event.target.closest("[data-person-id]");
        if (button) take(button);
    });
    // A name typed anew is another person than the one taken before.
    grid.addEventListener("input", (event) => {
        if (!event.target.matches("[data-name]")) return;
        const row = event.target.closest("tr");
        row.querySelector("[data-person]").value = "";
        row.querySelector("[data-picked]").textContent = "";
    });
    document.addEventListener("keydown", (event) => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
            event.preventDefault();
            grid.requestSubmit();
        }
    });
    grid.querySelector("tbody input:not([type=hidden])")?.focus();
}

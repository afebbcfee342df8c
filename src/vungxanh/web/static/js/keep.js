// Keeps what is typed into a form with `data-keep="key"` until it is saved.
//
// Saved means: after sending, another page came, or this one with a message of success. A form
// that came back with errors carries its values itself. If no page came (no network), the values
// are still here when the form is opened again.

const PREFIX = "typed:";
const SENT = "sent:";
const NEVER = new Set(["password", "hidden", "file", "submit"]);

function values(form) {
    const kept = {};
    for (const field of form.elements) {
        if (!field.name || NEVER.has(field.type)) continue;
        if (field.type === "checkbox" || field.type === "radio") {
            kept[`${field.name}=${field.value}`] = field.checked;
        } else {
            kept[field.name] = field.value;
        }
    }
    return kept;
}

function fill(form, kept) {
    let filled = false;
    for (const field of form.elements) {
        if (!field.name || NEVER.has(field.type)) continue;
        const box = field.type === "checkbox" || field.type === "radio";
        const value = kept[box ? `${field.name}=${field.value}` : field.name];
        if (value === undefined || value === (box ? field.checked : field.value)) continue;
        if (box) field.checked = value;
        else field.value = value;
        filled = true;
    }
    return filled;
}

function isSaved(key, form) {
    if (sessionStorage.getItem(SENT + key) === null) return false;
    return !form || document.querySelector(".messages .note-success") !== null;
}

function dropSaved(forms) {
    for (const name of Object.keys(sessionStorage)) {
        if (!name.startsWith(SENT)) continue;
        const key = name.slice(SENT.length);
        if (isSaved(key, forms.get(key))) forget(key);
        sessionStorage.removeItem(name);
    }
}

function forget(key) {
    sessionStorage.removeItem(PREFIX + key);
}

/** Forget what is kept of one form: it is saved. */
export function forgetForm(form) {
    forget(`${location.pathname}#${form.dataset.keep}`);
}

/** Forget everything that is kept in this tab. */
export function forgetAll() {
    sessionStorage.clear();
}

/** Watch the forms below `root`, and fill in what was typed before and never saved. */
export function keepForms(root) {
    const forms = new Map();
    for (const form of root.querySelectorAll("form[data-keep]")) {
        forms.set(`${location.pathname}#${form.dataset.keep}`, form);
    }
    // A sign-in page in between is no sign that anything was saved.
    if (!location.pathname.startsWith("/accounts/")) dropSaved(forms);
    for (const [key, form] of forms) {
        const kept = sessionStorage.getItem(PREFIX + key);
        const answered = form.querySelector(".errorlist") !== null;
        if (kept && !answered && fill(form, JSON.parse(kept))) {
            form.querySelector("[data-restored]")?.removeAttribute("hidden");
        }
        form.addEventListener("input", () => {
            sessionStorage.setItem(PREFIX + key, JSON.stringify(values(form)));
        });
        form.addEventListener("submit", () => sessionStorage.setItem(SENT + key, "1"));
    }
}

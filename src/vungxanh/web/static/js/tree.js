// The tree of contacts of a case: columns by level, shapes by level, drawn by Cytoscape.
// The list beside it says the same to keyboard and screen reader; this drawing is for the eye.

import { Drawing, colour, drawAll, headsAndLines, lettering, number } from "./drawing.js";
import { COLUMN, arrange, crowdsOf, layOut } from "./treelayout.js";

const SHAPES = ["diamond", "triangle", "rectangle", "ellipse"];

/** The words above the columns: F0, F1, … */
function heads(nodes) {
    return [...new Set(nodes.map((node) => node.level))].map((level) => ({
        data: { id: `head/${level}`, kind: "head", column: level, words: `F${level}` },
        selectable: false,
        classes: "head",
    }));
}

function style() {
    const levels = [0, 1, 2, 3].map((level) => ({
        selector: `node[level = ${level}]`,
        style: {
            shape: SHAPES[level],
            "background-color": colour(level === 0 ? "--f0" : `--f${level}-tint`),
            "border-color": colour(`--f${level}`),
        },
    }));
    return [
        {
            selector: "node",
            style: {
                ...lettering(),
                width: 26,
                height: 26,
                "border-width": 2,
                label: "data(words)",
                "font-weight": 500,
                "text-valign": "bottom",
                "text-margin-y": 3,
                "text-wrap": "wrap",
                "text-max-width": COLUMN - 14,
            },
        },
        ...levels,
        {
            selector: 'node[kind = "group"]',
            style: { width: 40, height: 30, "border-style": "double", "border-width": 4 },
        },
        { selector: "node[level_now = 0][level > 0]", style: { "border-color": colour("--f0"), "border-width": 5 } },
        ...headsAndLines({ "text-valign": "center", "text-margin-y": 0, "font-size": 13 }, "50%"),
    ];
}

class Tree extends Drawing {
    get levels() {
        const boxes = this.root.querySelectorAll("input[data-level]:checked");
        return new Set([...boxes].map((box) => Number(box.dataset.level)));
    }

    async load() {
        if (window.matchMedia("(max-width: 40rem)").matches) this.hide(3);
        await super.load();
    }

    hide(level) {
        const box = this.root.querySelector(`input[data-level="${level}"]`);
        if (box) box.checked = false;
    }

    listen() {
        super.listen();
        this.root.addEventListener("change", () => this.draw());
        this.root.addEventListener("click", (event) => {
            if (event.target.closest("[data-all]")) this.toggleAll();
        });
    }

    toggleAll() {
        const byId = new Map(this.data.nodes.map((node) => [node.id, node]));
        const crowds = [...crowdsOf(this.data, byId).values()].map((crowd) => crowd.id);
        const heads = this.data.nodes.filter((node) => node.level === 1).map((node) => node.id);
        this.opened = new Set(this.opened.size ? [] : [...crowds, ...heads]);
        this.draw();
    }

    words(node) {
        if (node.kind === "group") {
            return `${node.people} × F${node.level}${node.place ? `\n${node.place}` : ""}`;
        }
        const now = node.level_now !== node.level && node.level_now !== null && node.level_now !== undefined;
        const then = now ? `\n${this.root.dataset.now.replace("{level}", `F${node.level_now}`)}` : "";
        return node.label + then;
    }

    draw() {
        const { nodes, edges } = arrange(this.data, this.levels, this.opened);
        this.show(
            [
                ...nodes.map((node) => ({ data: { ...node, words: this.words(node) } })),
                ...heads(nodes),
                ...edges.map((edge, at) => ({ data: { ...edge, id: `e${at}` } })),
            ],
            style(),
            0.2,
        );
        this.place(nodes, edges);
        this.tell(nodes);
    }

    place(nodes, edges) {
        const at = layOut(nodes, edges);
        const people = this.graph.nodes('[kind != "head"]');
        people.positions((node) => at.get(node.id()));
        this.graph.nodes('[kind = "head"]').positions((node) => ({ x: COLUMN * node.data("column"), y: 8 }));
        this.fit(1.25, 220);
    }

    pick(node) {
        if (node.kind === "group") {
            this.opened.add(node.opens);
            this.draw();
            return;
        }
        const link = document.createElement("a");
        link.href = node.url;
        link.textContent = node.label;
        const rest = [`F${node.level}`, node.status_label, node.unit].filter(Boolean).join(" · ");
        const edge = this.data.edges.find((each) => each.target === node.id);
        const where = edge?.place ? ` · ${edge.place}` : "";
        this.picked.replaceChildren(link, ` · ${rest}${where}`);
    }

    tell(nodes) {
        const left = Object.values(this.data.truncated ?? {}).reduce((sum, each) => sum + each, 0);
        const people = nodes.reduce((sum, node) => sum + (node.people ?? 1), 0);
        const said = this.root.dataset.drawn.replace("{n}", number(people));
        const rest = left ? ` ${this.root.dataset.left.replace("{n}", number(left))}` : "";
        this.status.textContent = said + rest;
        const all = this.root.querySelector("[data-all]");
        if (all) all.hidden = !nodes.some((node) => node.kind === "group") && this.opened.size === 0;
    }
}

drawAll("[data-tree]", Tree);

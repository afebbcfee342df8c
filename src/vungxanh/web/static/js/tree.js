// The tree of contacts of a case: columns by level, shapes by level, drawn by Cytoscape.
// The list beside it says the same to keyboard and screen reader; this drawing is for the eye.

import { claimStyle, colour, number } from "./drawing.js";
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
                width: 26,
                height: 26,
                "border-width": 2,
                label: "data(words)",
                "font-family": "Be Vietnam Pro",
                "font-size": 11,
                "font-weight": 500,
                color: colour("--ink"),
                "text-valign": "bottom",
                "text-margin-y": 3,
                "text-wrap": "wrap",
                "text-max-width": COLUMN - 14,
                "text-background-color": colour("--surface"),
                "text-background-opacity": 0.85,
                "text-background-padding": 1,
            },
        },
        ...levels,
        {
            selector: 'node[kind = "group"]',
            style: { width: 40, height: 30, "border-style": "double", "border-width": 4 },
        },
        { selector: "node[level_now = 0][level > 0]", style: { "border-color": colour("--f0"), "border-width": 5 } },
        {
            selector: "node.head",
            style: {
                "background-opacity": 0,
                "border-width": 0,
                "text-valign": "center",
                "text-margin-y": 0,
                "font-size": 13,
                "font-weight": 700,
                color: colour("--ink-soft"),
                events: "no",
            },
        },
        { selector: "node:selected", style: { "border-color": colour("--focus"), "border-width": 5 } },
        {
            selector: "edge",
            style: {
                width: 1.5,
                "line-color": colour("--line-strong"),
                "target-arrow-color": colour("--line-strong"),
                "target-arrow-shape": "triangle",
                "arrow-scale": 0.8,
                "curve-style": "taxi",
                "taxi-direction": "rightward",
                "taxi-turn": "50%",
            },
        },
    ];
}

class Tree {
    constructor(root) {
        this.root = root;
        this.canvas = root.querySelector("[data-canvas]");
        this.picked = root.querySelector("[data-picked]");
        this.status = root.querySelector("[data-status]");
        this.opened = new Set();
    }

    get levels() {
        const boxes = this.root.querySelectorAll("input[data-level]:checked");
        return new Set([...boxes].map((box) => Number(box.dataset.level)));
    }

    async load() {
        try {
            const answer = await fetch(this.root.dataset.source, { headers: { Accept: "application/json" } });
            if (!answer.ok) throw new Error(String(answer.status));
            this.data = await answer.json();
        } catch {
            this.status.textContent = this.root.dataset.failed;
            return;
        }
        if (window.matchMedia("(max-width: 40rem)").matches) this.hide(3);
        this.listen();
        this.draw();
    }

    hide(level) {
        const box = this.root.querySelector(`input[data-level="${level}"]`);
        if (box) box.checked = false;
    }

    listen() {
        this.root.addEventListener("change", () => this.draw());
        this.root.addEventListener("click", (event) => {
            const zoom = event.target.closest("[data-zoom]")?.dataset.zoom;
            if (zoom) this.zoom(zoom);
            if (event.target.closest("[data-all]")) this.toggleAll();
        });
        window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    }

    toggleAll() {
        const byId = new Map(this.data.nodes.map((node) => [node.id, node]));
        const crowds = [...crowdsOf(this.data, byId).values()].map((crowd) => crowd.id);
        const heads = this.data.nodes.filter((node) => node.level === 1).map((node) => node.id);
        this.opened = new Set(this.opened.size ? [] : [...crowds, ...heads]);
        this.draw();
    }

    zoom(way) {
        if (way === "fit") return this.draw();
        const centre = { x: this.canvas.clientWidth / 2, y: this.canvas.clientHeight / 2 };
        this.graph.userPanningEnabled(true);
        this.graph.zoom({ level: this.graph.zoom() * (way === "in" ? 1.3 : 1 / 1.3), renderedPosition: centre });
        return undefined;
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
        this.graph?.destroy();
        this.canvas.style.height = "320px";
        this.graph = window.cytoscape({
            container: this.canvas,
            elements: [
                ...nodes.map((node) => ({ data: { ...node, words: this.words(node) } })),
                ...heads(nodes),
                ...edges.map((edge, at) => ({ data: { ...edge, id: `e${at}` } })),
            ],
            style: style(),
            userZoomingEnabled: false,
            userPanningEnabled: false, // a finger scrolls the page until somebody zooms in
            boxSelectionEnabled: false,
            autoungrabify: true,
            minZoom: 0.2,
            maxZoom: 3,
        });
        this.place(nodes, edges);
        this.graph.on("tap", "node", (event) => this.pick(event.target.data()));
        this.tell(nodes);
    }

    /** Fit the columns into the width, and let the drawing be as high as it needs. */
    place(nodes, edges) {
        const at = layOut(nodes, edges);
        const people = this.graph.nodes('[kind != "head"]');
        people.positions((node) => at.get(node.id()));
        this.graph.nodes('[kind = "head"]').positions((node) => ({ x: COLUMN * node.data("column"), y: 8 }));
        const box = this.graph.elements().boundingBox();
        const width = this.canvas.clientWidth;
        const zoom = Math.min(1.25, (width - 16) / box.w);
        this.canvas.style.height = `${Math.ceil(Math.max(box.h * zoom + 24, 220))}px`;
        this.graph.resize();
        this.graph.zoom(zoom);
        this.graph.pan({ x: (width - box.w * zoom) / 2 - box.x1 * zoom, y: 12 - box.y1 * zoom });
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

if (typeof document !== "undefined") {
    claimStyle();
    for (const root of document.querySelectorAll("[data-tree]")) {
        const tree = new Tree(root);
        document.fonts.ready.then(() => tree.load());
    }
}

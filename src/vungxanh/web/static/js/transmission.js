// Who is said to have infected whom: columns by generation, larger where one led to many.
// The list beside it says the same to keyboard and screen reader; this drawing is for the eye.

import { claimStyle, colour, number } from "./drawing.js";
import { COLUMN, arrange, layOut } from "./transmissionlayout.js";

const LINES = { reported: "solid", probable: "dashed", possible: "dotted" };
const HIGHEST = 6000; // pixels: beyond it, browsers refuse a drawing; who looks moves it instead

function size(node) {
    return node.kind === "person" ? 16 + 5 * Math.sqrt(node.infectees) : 24;
}

function style() {
    const words = {
        "font-family": "Be Vietnam Pro",
        "font-size": 11,
        color: colour("--ink"),
        "text-halign": "right",
        "text-valign": "center",
        "text-margin-x": 4,
        "text-background-color": colour("--surface"),
        "text-background-opacity": 0.85,
        "text-background-padding": 1,
    };
    return [
        {
            selector: "node",
            style: {
                ...words,
                label: "data(shown)",
                width: "data(size)",
                height: "data(size)",
                "border-width": 2,
                "background-color": colour("--f0-tint"),
                "border-color": colour("--f0"),
            },
        },
        {
            selector: "node[infectees > 0]", // lines leave to the right
            style: { "text-halign": "center", "text-valign": "bottom", "text-margin-x": 0, "text-margin-y": 2 },
        },
        {
            selector: "node[?superspreader]",
            style: { "background-color": colour("--f0"), "font-size": 14, "font-weight": 700 },
        },
        {
            selector: 'node[label = ""][kind = "person"]',
            style: { "background-color": colour("--sunken"), "border-color": colour("--line-strong") },
        },
        {
            selector: 'node[kind = "place"]',
            style: {
                shape: "rectangle",
                "background-color": colour("--f3-tint"),
                "border-color": colour("--f3"),
                "font-weight": 600,
                "text-wrap": "wrap",
                "text-max-width": COLUMN - 10,
            },
        },
        { selector: 'node[kind = "group"]', style: { "border-style": "double", "border-width": 5 } },
        {
            selector: "node.head",
            style: {
                "background-opacity": 0,
                "border-width": 0,
                "text-halign": "center",
                "text-margin-x": 0,
                "font-size": 12,
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
                "taxi-turn": "40px",
            },
        },
        ...Object.entries(LINES).map(([certainty, line]) => ({
            selector: `edge[certainty = "${certainty}"]`,
            style: { "line-style": line },
        })),
        { selector: "edge[!main]", style: { "curve-style": "bezier" } },
        {
            selector: "edge.from-place",
            style: { "line-color": colour("--f3"), "target-arrow-shape": "none", width: 1 },
        },
    ];
}

class Transmission {
    constructor(root) {
        this.root = root;
        this.canvas = root.querySelector("[data-canvas]");
        this.picked = root.querySelector("[data-picked]");
        this.status = root.querySelector("[data-status]");
        this.opened = new Set();
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
        this.root.addEventListener("click", (event) => {
            const zoom = event.target.closest("[data-zoom]")?.dataset.zoom;
            if (zoom) this.zoom(zoom);
        });
        window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
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
        if (node.kind === "group") return this.root.dataset.group.replace("{n}", number(node.people));
        return node.superspreader || node.kind === "place" ? `${node.label} (${number(node.infectees)})` : node.label;
    }

    /** The words above the columns. */
    heads(nodes) {
        return [...new Set(nodes.map((node) => node.generation))].map((generation) => ({
            data: {
                id: `head/${generation}`,
                kind: "head",
                generation,
                size: 1,
                shown: generation < 0 ? this.root.dataset.place : this.root.dataset.generation.replace("{n}", number(generation)),
            },
            selectable: false,
            classes: "head",
        }));
    }

    draw() {
        const { nodes, edges } = arrange(this.data, this.opened);
        this.graph?.destroy();
        if (!nodes.length) return;
        this.canvas.style.height = "320px";
        this.graph = window.cytoscape({
            container: this.canvas,
            elements: [
                ...nodes.map((node) => ({ data: { ...node, shown: this.words(node), size: size(node) } })),
                ...this.heads(nodes),
                ...edges.map((edge, at) => ({
                    data: { ...edge, id: `edge-${at}` },
                    classes: edge.source.startsWith("place-") ? "from-place" : "",
                })),
            ],
            style: style(),
            userZoomingEnabled: false,
            userPanningEnabled: false, // a finger scrolls the page until somebody zooms in
            boxSelectionEnabled: false,
            autoungrabify: true,
            minZoom: 0.1,
            maxZoom: 3,
        });
        this.place(nodes, edges);
        this.graph.on("tap", "node", (event) => this.pick(event.target.data()));
        this.tell(nodes);
    }

    /** Fit the columns into the width, and let the drawing be as high as it needs. */
    place(nodes, edges) {
        const at = layOut(nodes, edges);
        const first = Math.min(...nodes.map((node) => node.generation));
        this.graph.nodes('[kind != "head"]').positions((node) => at.get(node.id()));
        this.graph.nodes('[kind = "head"]').positions((node) => ({ x: COLUMN * (node.data("generation") - first), y: 26 }));
        const box = this.graph.elements().boundingBox();
        const width = this.canvas.clientWidth;
        const zoom = Math.min(1, (width - 16) / box.w);
        const height = Math.ceil(Math.max(box.h * zoom + 24, 160));
        this.canvas.style.height = `${Math.min(height, HIGHEST)}px`;
        this.graph.userPanningEnabled(height > HIGHEST);
        this.graph.resize();
        this.graph.zoom(zoom);
        this.graph.pan({ x: (width - box.w * zoom) / 2 - box.x1 * zoom, y: 12 - box.y1 * zoom });
    }

    pick(node) {
        if (node.kind === "group") {
            this.opened.add(node.head);
            this.draw();
            return;
        }
        const name = document.createElement(node.url ? "a" : "span");
        if (node.url) name.href = node.url;
        name.textContent = node.label || (node.kind === "place" ? this.root.dataset.hiddenPlace : this.root.dataset.hidden);
        const generation = node.kind === "place" ? "" : this.root.dataset.generation.replace("{n}", number(node.generation));
        const led = this.root.dataset.led.replace("{n}", number(node.infectees));
        const told = [...new Set(this.data.edges.filter((edge) => edge.target === node.id).map((edge) => edge.words))];
        const rest = [node.about, generation, led, ...told].filter(Boolean).join(" · ");
        this.picked.replaceChildren(name, ` · ${rest}`);
    }

    tell(nodes) {
        const people = nodes.reduce((sum, node) => sum + (node.people ?? (node.kind === "person" ? 1 : 0)), 0);
        const said = this.root.dataset.drawn.replace("{n}", number(people));
        const left = this.data.left ? ` ${this.root.dataset.left.replace("{n}", number(this.data.left))}` : "";
        this.status.textContent = said + left;
    }
}

claimStyle();
for (const root of document.querySelectorAll("[data-transmission]")) {
    const drawing = new Transmission(root);
    document.fonts.ready.then(() => drawing.load());
}

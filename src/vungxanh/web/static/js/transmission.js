// Who is said to have infected whom: columns by generation, larger where one led to many.
// The list beside it says the same to keyboard and screen reader; this drawing is for the eye.

import { Drawing, colour, drawAll, headsAndLines, lettering, number } from "./drawing.js";
import { COLUMN, arrange, layOut } from "./transmissionlayout.js";

const LINES = { reported: "solid", probable: "dashed", possible: "dotted" };
const HIGHEST = 6000; // pixels: beyond it, browsers refuse a drawing; who looks moves it instead

function size(node) {
    return node.kind === "person" ? 16 + 5 * Math.sqrt(node.infectees) : 24;
}

function style() {
    return [
        {
            selector: "node",
            style: {
                ...lettering(),
                "text-halign": "right",
                "text-valign": "center",
                "text-margin-x": 4,
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
        ...headsAndLines({ "text-halign": "center", "text-margin-x": 0, "font-size": 12 }, "40px"),
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

class Transmission extends Drawing {
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
        if (!nodes.length) return;
        this.show(
            [
                ...nodes.map((node) => ({ data: { ...node, shown: this.words(node), size: size(node) } })),
                ...this.heads(nodes),
                ...edges.map((edge, at) => ({
                    data: { ...edge, id: `edge-${at}` },
                    classes: edge.source.startsWith("place-") ? "from-place" : "",
                })),
            ],
            style(),
            0.1,
        );
        this.place(nodes, edges);
        this.tell(nodes);
    }

    place(nodes, edges) {
        const at = layOut(nodes, edges);
        const first = Math.min(...nodes.map((node) => node.generation));
        this.graph.nodes('[kind != "head"]').positions((node) => at.get(node.id()));
        this.graph.nodes('[kind = "head"]').positions((node) => ({ x: COLUMN * (node.data("generation") - first), y: 26 }));
        this.fit(1, 160, HIGHEST);
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

drawAll("[data-transmission]", Transmission);

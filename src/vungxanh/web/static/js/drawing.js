// What the drawings by Cytoscape share: loading, zooming and fitting, the page's colours, and a style
// sheet that its policy allows.

/** A colour of variables.css, as the present scheme has it. */
export function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A count as the page's language writes it. */
export function number(count) {
    return count.toLocaleString(document.documentElement.lang);
}

/** How words look, so that they can be read above lines. */
export function lettering() {
    return {
        "font-family": "Be Vietnam Pro",
        "font-size": 11,
        color: colour("--ink"),
        "text-background-color": colour("--surface"),
        "text-background-opacity": 0.85,
        "text-background-padding": 1,
    };
}

/** The heads of the columns, what is chosen, and lines that turn at `turn` on their way right. */
export function headsAndLines(head, turn) {
    return [
        {
            selector: "node.head",
            style: {
                "background-opacity": 0,
                "border-width": 0,
                "font-weight": 700,
                color: colour("--ink-soft"),
                events: "no",
                ...head,
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
                "taxi-turn": turn,
            },
        },
    ];
}

/** One drawing of a page. What it shows is for those who extend it: `draw` and `pick`. */
export class Drawing {
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
        this.listen();
        this.draw();
    }

    listen() {
        this.root.addEventListener("click", (event) => {
            const zoom = event.target.closest("[data-zoom]")?.dataset.zoom;
            if (zoom) this.zoom(zoom);
        });
        window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    }

    zoom(way) {
        if (way === "fit") return this.draw();
        const centre = { x: this.canvas.clientWidth / 2, y: this.canvas.clientHeight / 2 };
        this.graph.userPanningEnabled(true);
        this.graph.zoom({ level: this.graph.zoom() * (way === "in" ? 1.3 : 1 / 1.3), renderedPosition: centre });
        return undefined;
    }

    /** Put these elements in the place of those that are shown. */
    show(elements, style, minZoom) {
        this.graph?.destroy();
        this.canvas.style.height = "320px";
        this.graph = window.cytoscape({
            container: this.canvas,
            elements,
            style,
            userZoomingEnabled: false,
            userPanningEnabled: false, // a finger scrolls the page until somebody zooms in
            boxSelectionEnabled: false,
            autoungrabify: true,
            minZoom,
            maxZoom: 3,
        });
        this.graph.on("tap", "node", (event) => this.pick(event.target.data()));
    }

    /** Fit the columns into the width, and let the drawing be as high as it needs, up to `highest`. */
    fit(largest, lowest, highest = Infinity) {
        const box = this.graph.elements().boundingBox();
        const width = this.canvas.clientWidth;
        const zoom = Math.min(largest, (width - 16) / box.w);
        const height = Math.ceil(Math.max(box.h * zoom + 24, lowest));
        this.canvas.style.height = `${Math.min(height, highest)}px`;
        this.graph.userPanningEnabled(height > highest);
        this.graph.resize();
        this.graph.zoom(zoom);
        this.graph.pan({ x: (width - box.w * zoom) / 2 - box.x1 * zoom, y: 12 - box.y1 * zoom });
    }
}

/** Draw every such part of the page, once its letters are there to be measured. */
export function drawAll(selector, Kind) {
    claimStyle();
    for (const root of document.querySelectorAll(selector)) {
        const drawing = new Kind(root);
        document.fonts.ready.then(() => drawing.load());
    }
}

// Cytoscape would add a style element, which the page's security policy refuses. The one rule in it
// stands in draw.css; a node with its id tells Cytoscape that there is nothing to add.
function claimStyle() {
    if (document.getElementById("__________cytoscape_stylesheet")) return;
    const claim = document.createElement("template");
    claim.id = "__________cytoscape_stylesheet";
    document.head.append(claim);
}

// The map: units coloured and numbered by their figure, a slider over the days, places as dots.
// Nothing is fetched from elsewhere: outlines and figures come from this server. The table beside it
// follows the slider, so that who cannot see the map has the same.

/* global L, topojson */

const COLOURS = ["#f4f7f4", "#fde0c5", "#f7b58c", "#ec8056", "#cf4a35", "#8d1d22"];
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];
const SECOND = 700;

const room = document.querySelector("[data-map]");
const shownNumber = (value) =>
    value.toLocaleString(room.dataset.language, { maximumFractionDigits: value % 1 ? 1 : 0 });

/** Lower bounds of the classes above "nobody": five at most, the highest that are reached. */
export function bounds(most) {
    const reached = STEPS.filter((step) => step <= Math.max(most, 1));
    return reached.length <= 5 ? reached : [reached[0], ...reached.slice(-4)];
}

export function classOf(value, limits) {
    return limits.filter((limit) => value >= limit).length;
}

class CityMap {
    constructor(figures, outlines) {
        this.figures = figures;
        this.measure = room.dataset.measure;
        this.at = Number(room.dataset.at);
        this.perPeople = false;
        this.units = new Map(figures.units.map((unit) => [unit.code, unit]));
        this.map = L.map(room.querySelector("[data-drawing]"), {
            attributionControl: false,
            zoomSnap: 0.25,
        });
        this.layers = new Map();
        this.drawUnits(outlines);
        this.drawPlaces();
    }

    drawUnits({ drawn, shapes, points }) {
        const brought = new Set(drawn.map((feature) => feature.properties.code));
        const others = (code) => !brought.has(code);
        const [layer] = shapes ? Object.values(shapes.objects) : [];
        const shipped = layer ? topojson.feature(shapes, layer).features : [];
        const features = [...drawn, ...shipped.filter((feature) => others(feature.properties.code))];
        const area = L.geoJSON(features, {
            onEachFeature: (feature, shape) => this.keep(feature.properties.code, shape),
        }).addTo(this.map);
        const bounds = area.getBounds();
        for (const [code, [lat, lon]] of Object.entries(points ?? {}).filter(([code]) => others(code))) {
            this.keep(code, L.circleMarker([lat, lon], { radius: 4 }).addTo(this.map));
            bounds.extend([lat, lon]);
        }
        this.map.fitBounds(bounds);
    }

    drawPlaces() {
        for (const place of this.figures.places) {
            const dot = L.circleMarker(place.at, { radius: 3, color: "#123a6b", weight: 1, fillOpacity: 0.9 });
            dot.bindTooltip(document.createTextNode(place.name).textContent.replace(/[<&]/g, ""));
            dot.on("click", () => location.assign(place.url));
            dot.addTo(this.map);
        }
    }

    keep(code, shape) {
        this.layers.set(code, shape);
        shape.on("click", () => {
            const unit = this.units.get(code);
            if (unit) location.assign(`${room.dataset.cases}&unit=${unit.key}`);
        });
    }

    value(unit) {
        if (!unit) return 0;
        const number = unit.values[this.measure][this.at];
        return this.perPeople ? (unit.people ? (100000 * number) / unit.people : 0) : number;
    }

    most() {
        const day = this.at;
        let most = 0;
        for (this.at = 0; this.at < this.figures.days.length; this.at += 1) {
            for (const unit of this.units.values()) most = Math.max(most, this.value(unit));
        }
        this.at = day;
        return most;
    }

    show() {
        const limits = bounds(this.most());
        for (const [code, shape] of this.layers) this.paint(code, shape, limits);
        this.legend(limits);
        this.table();
    }

    paint(code, shape, limits) {
        const unit = this.units.get(code);
        const value = this.value(unit);
        const nearer = classOf(value, limits);
        shape.setStyle({ color: "#5c6d63", weight: 1, fillColor: COLOURS[nearer], fillOpacity: 0.9 });
        if (shape.setRadius) shape.setRadius(3 + 3 * nearer);
        shape.unbindTooltip();
        const said = document.createElement("span");
        const about = unit?.estimate ? ` (${room.dataset.estimate})` : "";
        const name = unit?.name ?? this.figures.names[code] ?? code;
        said.textContent = value ? shownNumber(value) : `${name}: 0`;
        said.title = `${name}${about}`;
        const always = value > 0;
        shape.bindTooltip(said, {
            permanent: always,
            direction: always ? "center" : "auto",
            className: always ? "map-figure" : "",
        });
    }

    legend(limits) {
        const list = room.querySelector("[data-legend]");
        const words = [room.dataset.none, ...limits.map((limit, index) => this.range(limit, limits[index + 1]))];
        list.replaceChildren(
            ...words.map((word, index) => {
                const item = document.createElement("li");
                const box = document.createElement("i");
                box.style.backgroundColor = COLOURS[index];
                item.append(box, word);
                return item;
            }),
        );
    }

    range(from, to) {
        if (this.perPeople) return to ? `${shownNumber(from)} – < ${shownNumber(to)}` : `≥ ${shownNumber(from)}`;
        if (!to) return `≥ ${shownNumber(from)}`;
        return to - 1 > from ? `${shownNumber(from)}–${shownNumber(to - 1)}` : shownNumber(from);
    }

    table() {
        const rows = new Map(this.figures.units.map((unit) => [String(unit.key), unit]));
        const body = room.querySelector("[data-table] tbody");
        if (!body) return;
        const sorted = [...body.rows].sort((one, other) => this.of(rows, other) - this.of(rows, one));
        for (const row of sorted) {
            const unit = rows.get(row.dataset.key);
            const number = this.of(rows, row);
            row.querySelector("[data-figure]").textContent = shownNumber(number);
            const rate = unit?.people ? (100000 * number) / unit.people : null;
            row.querySelector("[data-rate-cell]").textContent = rate === null ? "–" : shownNumber(Math.round(rate * 10) / 10);
            body.append(row);
        }
    }

    of(rows, row) {
        return rows.get(row.dataset.key)?.values[this.measure][this.at] ?? 0;
    }
}

function steer(drawing) {
    const slider = room.querySelector("[data-slider]");
    const play = room.querySelector("[data-play]");
    const words = { on: play.dataset.pause, off: play.textContent };
    let running = null;
    const go = (day) => {
        drawing.at = day;
        slider.value = String(day);
        const [year, month, date] = drawing.figures.days[day].split("-").map(Number);
        const shown = new Date(year, month - 1, date).toLocaleDateString(room.dataset.language === "vi" ? "vi" : "en-GB");
        room.querySelector("[data-shown]").textContent = shown;
        slider.setAttribute("aria-valuetext", shown);
        document.querySelector("[data-day]").textContent = shown;
        drawing.show();
    };
    const stop = () => {
        clearInterval(running);
        running = null;
        play.textContent = words.off;
    };
    slider.addEventListener("input", () => go(Number(slider.value)));
    room.querySelector("[data-rate]").addEventListener("change", (event) => {
        drawing.perPeople = event.target.checked;
        drawing.show();
    });
    play.addEventListener("click", () => {
        if (running) return stop();
        const last = drawing.figures.days.length - 1;
        if (drawing.at >= last) go(0);
        play.textContent = words.on;
        running = setInterval(() => (drawing.at >= last ? stop() : go(drawing.at + 1)), SECOND);
        return undefined;
    });
    go(drawing.at);
}

async function begin() {
    const panel = room.querySelector(".map-panel");
    panel.hidden = false;
    try {
        const answers = await Promise.all([fetch(room.dataset.figures), fetch(room.dataset.outlines)]);
        if (!answers.every((answer) => answer.ok)) throw new Error("not answered");
        const [figures, outlines] = await Promise.all(answers.map((answer) => answer.json()));
        steer(new CityMap(figures, outlines));
    } catch (error) {
        room.querySelector("[data-message]").textContent = room.dataset.failed;
        throw error;
    }
}

if (room) begin();

// Which persons of a transmission tree are drawn, and where: no page, no drawing library.

export const COLUMN = 130; // pixels from generation to generation
const ROW = 25; // pixels from leaf to leaf
const BELOW = 12; // pixels more below somebody who led to others: there stand the words
const APART = 14; // pixels more between two clusters
const MOST_SINGLE = 200; // more people than that: who led to nobody is drawn as a count until opened

/** Which nodes and edges to draw: beside each unopened source, those who led to nobody as a count. */
export function arrange(data, opened) {
    const source = firstSource(data);
    const grouped = data.nodes.length > MOST_SINGLE;
    const nodes = [];
    const groups = new Map();
    for (const node of data.nodes) {
        const head = source.get(node.id);
        const leaf = node.kind === "person" && node.infectees === 0 && head !== undefined;
        if (!grouped || !leaf || opened.has(head)) {
            nodes.push(node);
            continue;
        }
        const id = `${head}/rest/${node.generation}`;
        if (!groups.has(id)) {
            groups.set(id, { id, head, kind: "group", generation: node.generation, people: 0, infectees: 0 });
        }
        groups.get(id).people += 1;
    }
    nodes.push(...groups.values());
    const drawn = new Set(nodes.map((node) => node.id));
    const edges = data.edges
        .filter((edge) => drawn.has(edge.source) && drawn.has(edge.target))
        .map((edge) => ({ ...edge, main: source.get(edge.target) === edge.source }));
    for (const group of groups.values()) {
        edges.push({ source: group.head, target: group.id, certainty: "reported", words: "", main: true });
    }
    return { nodes, edges };
}

/** For each person the source beside whom they are drawn: the latest infector, else the place. */
function firstSource(data) {
    const byId = new Map(data.nodes.map((node) => [node.id, node]));
    const source = new Map();
    for (const edge of data.edges) {
        const [from, to] = [byId.get(edge.source), byId.get(edge.target)];
        if (from.generation >= to.generation) continue; // told in a ring: neither stands before
        const known = byId.get(source.get(edge.target));
        if (!known || rank(from) > rank(known)) source.set(edge.target, edge.source);
    }
    return source;
}

function rank(node) {
    return node.kind === "place" ? -1 : node.generation;
}

/**
 * Where each node stands: its generation is its column, leaves go down row by row, and a source
 * stands at the middle of those it led to. Only second infectors' lines can cross others.
 */
export function layOut(nodes, edges) {
    const below = new Map(nodes.map((node) => [node.id, []]));
    const hanging = new Set();
    for (const edge of edges.filter((each) => each.main)) {
        below.get(edge.source).push(edge.target);
        hanging.add(edge.target);
    }
    const column = new Map(nodes.map((node) => [node.id, node.generation]));
    const led = new Set(nodes.filter((node) => node.infectees > 0).map((node) => node.id));
    const first = Math.min(...column.values());
    const at = new Map();
    let y = ROW;
    const put = (id) => {
        const ys = below.get(id).map(put);
        if (!ys.length) y += ROW;
        const middle = ys.length ? (ys[0] + ys[ys.length - 1]) / 2 : y;
        if (led.has(id) && ys.length < 2) y += BELOW;
        at.set(id, { x: COLUMN * (column.get(id) - first), y: middle });
        return middle;
    };
    for (const node of nodes) {
        if (hanging.has(node.id)) continue;
        put(node.id);
        y += APART;
    }
    return at;
}

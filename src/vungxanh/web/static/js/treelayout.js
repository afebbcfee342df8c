// Which people of a tree are drawn, and where: no page, no drawing library.

export const COLUMN = 118; // pixels from level to level
const ROW = 56; // pixels from leaf to leaf
const NAMED_ROW = 86; // below a count that names its place
const MOST_SINGLE = 60; // more people than that: F2 and F3 are drawn as counts until opened

const CROWD = 4; // as many F1 of one place are drawn as one count until opened

/**
 * Which nodes and edges to draw: the levels shown. In a large tree the F1 of one place are one
 * count, and so are F2 and F3 below an F1 or a crowd, until somebody opens it. An F1 who is F0 now
 * always stands alone.
 */
export function arrange(data, levels, opened) {
    const parent = new Map(data.edges.map((edge) => [edge.target, edge.source]));
    const byId = new Map(data.nodes.map((node) => [node.id, node]));
    const shown = data.nodes.filter((node) => node.level === 0 || levels.has(node.level));
    const crowds = shown.length > MOST_SINGLE ? crowdsOf(data, byId) : new Map();
    const nodes = [];
    const groups = new Map();
    for (const node of shown) {
        const head = headOf(node, parent, byId);
        const crowd = crowds.get(head);
        const closed = crowd && !opened.has(crowd.id) ? crowd.id : null;
        const holder = closed ?? (node.level > 1 && head && !opened.has(head) ? head : null);
        if (shown.length <= MOST_SINGLE || node.level === 0 || holder === null) {
            nodes.push({ ...node, kind: "person" });
            continue;
        }
        const id = node.level === 1 ? holder : `${holder}/F${node.level}`;
        if (!groups.has(id)) {
            const place = closed && node.level === 1 ? crowd.place : "";
            const above = node.level === 1 ? parent.get(node.id) : holder;
            groups.set(id, { id, head: above, opens: holder, kind: "group", level: node.level, place, people: 0 });
        }
        groups.get(id).people += 1;
    }
    nodes.push(...groups.values());
    return { nodes, edges: connect(nodes, parent, byId, data.edges) };
}

/** The F1 who were exposed at a place with many others, and what is not F0 now: id to crowd. */
export function crowdsOf(data, byId) {
    const places = new Map();
    for (const edge of data.edges) {
        const node = byId.get(edge.target);
        if (node?.level !== 1 || node.level_now === 0 || !edge.place) continue;
        if (!places.has(edge.place)) places.set(edge.place, []);
        places.get(edge.place).push(node.id);
    }
    const crowds = new Map();
    for (const [place, members] of places) {
        if (members.length < CROWD) continue;
        for (const id of members) crowds.set(id, { id: `at:${place}`, place });
    }
    return crowds;
}

/** The F1 through whom a person is in the tree; none for the case itself. */
function headOf(node, parent, byId) {
    let id = node.id;
    for (let hops = 0; hops < 8; hops += 1) {
        const above = parent.get(id);
        if (above === undefined) return null;
        if (byId.get(above)?.level === 0) return id;
        id = above;
    }
    return null;
}

function connect(nodes, parent, byId, told) {
    const drawn = new Set(nodes.map((node) => node.id));
    const details = new Map(told.map((edge) => [edge.target, edge]));
    const edges = [];
    for (const node of nodes) {
        let above = node.kind === "group" ? node.head : parent.get(node.id);
        const between = `${node.head}/F${node.level - 1}`;
        if (node.kind === "group" && node.level > 2 && drawn.has(between)) above = between;
        while (above !== undefined && !drawn.has(above)) above = parent.get(above);
        if (above !== undefined) {
            edges.push({ ...details.get(node.id), source: above, target: node.id });
        }
    }
    return edges;
}

/**
 * Where each node stands: its level is its column, leaves go down row by row, and whoever passed it
 * on stands at the middle of those below. Everybody has one infector, so no two lines cross, and a
 * tree of thousands is laid out in milliseconds.
 */
export function layOut(nodes, edges) {
    const below = new Map(nodes.map((node) => [node.id, []]));
    const hanging = new Set();
    for (const edge of edges) {
        below.get(edge.source).push(edge.target);
        hanging.add(edge.target);
    }
    const levelOf = new Map(nodes.map((node) => [node.id, node.level]));
    const at = new Map();
    const named = new Set(nodes.filter((node) => node.place).map((node) => node.id));
    let next = ROW;
    const put = (id) => {
        const top = next;
        const ys = below.get(id).map(put);
        const y = ys.length ? (ys[0] + ys[ys.length - 1]) / 2 : top;
        next = Math.max(next, y + (named.has(id) ? NAMED_ROW : ROW));
        at.set(id, { x: COLUMN * levelOf.get(id), y });
        return y;
    };
    for (const node of nodes) if (!hanging.has(node.id)) put(node.id);
    return at;
}

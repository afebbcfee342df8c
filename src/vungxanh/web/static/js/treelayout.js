// Which people of a tree are drawn, and where: no page, no drawing library.

export const COLUMN = 118; // pixels from level to level
const ROW = 52; // pixels from leaf to leaf
const MOST_SINGLE = 60; // more people than that: F2 and F3 are drawn as counts until opened

/** Which nodes and edges to draw: the levels shown, and below each unopened F1 a count a level. */
export function arrange(data, levels, opened) {
    const parent = new Map(data.edges.map((edge) => [edge.target, edge.source]));
    const byId = new Map(data.nodes.map((node) => [node.id, node]));
    const shown = data.nodes.filter((node) => node.level === 0 || levels.has(node.level));
    const grouped = shown.length > MOST_SINGLE;
    const nodes = [];
    const groups = new Map();
    for (const node of shown) {
        const head = headOf(node, parent, byId);
        if (!grouped || node.level < 2 || !head || opened.has(head)) {
            nodes.push({ ...node, kind: "person" });
            continue;
        }
        const id = `${head}/F${node.level}`;
        if (!groups.has(id)) {
            groups.set(id, { id, head, kind: "group", level: node.level, people: 0 });
        }
        groups.get(id).people += 1;
    }
    nodes.push(...groups.values());
    return { nodes, edges: connect(nodes, parent, byId, data.edges) };
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
        if (node.kind === "group" && drawn.has(between)) above = between;
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
    let row = 0;
    const put = (id) => {
        const ys = below.get(id).map(put);
        const y = ys.length ? (ys[0] + ys[ys.length - 1]) / 2 : (row += 1) * ROW;
        at.set(id, { x: COLUMN * levelOf.get(id), y });
        return y;
    };
    for (const node of nodes) if (!hanging.has(node.id)) put(node.id);
    return at;
}

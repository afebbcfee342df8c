// What the drawings by Cytoscape share: the page's colours, and a style sheet that its policy allows.

/** A colour of variables.css, as the present scheme has it. */
export function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A count as the page's language writes it. */
export function number(count) {
    return count.toLocaleString(document.documentElement.lang);
}

// Cytoscape would add a style element, which the page's security policy refuses. The one rule in it
// stands in draw.css; a node with its id tells Cytoscape that there is nothing to add.
export function claimStyle() {
    if (document.getElementById("__________cytoscape_stylesheet")) return;
    const claim = document.createElement("template");
    claim.id = "__________cytoscape_stylesheet";
    document.head.append(claim);
}

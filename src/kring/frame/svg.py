"""Drawings made plain: an SVG from Vega enters, one that a strict policy and a dark theme accept leaves."""

import xml.etree.ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"

# Vega resolves addresses against a foreign server unless they name one; this stand-in is taken off again.
HERE = "https://here.invalid/"

# name of a meaning → the stand-in colour with which Vega draws it
COLOURS = {
    "ink": "#1c2426",
    "soft": "#566366",
    "line": "#dedbd2",
    "paper": "#fbfaf7",
    "practice": "#0f5b5a",
    "education": "#b34d14",
    "research": "#3b4a8c",
    "practice-tint": "#dae8e5",
    "education-tint": "#fcf1ea",
    "research-tint": "#e5e8f5",
    "practice-line": "#76a19f",
    "education-line": "#d39b7d",
    "research-line": "#9099bd",
}
_MEANINGS = {colour: name for name, colour in COLOURS.items()}
_DROPPED = {"role", "aria-roledescription", "aria-label", "aria-hidden", "pointer-events", "class", "target"}


def plain_svg(svg: str, *, title: str, description: str, key: str) -> str:
    """Return the drawing with classes for colours, title and description, and nothing that runs or styles."""
    root = ET.fromstring(svg)  # noqa: S314  (our own renderer wrote it)
    _tidy(root)
    has_links = any(element.tag == "a" for element in root.iter())
    size = root.attrib.pop("width", "0"), root.attrib.pop("height", "0")
    root.attrib.clear()
    root.attrib.update(
        {
            "class": "k-chart-drawing",
            "viewBox": f"0 0 {size[0]} {size[1]}",
            "role": "group" if has_links else "img",
            "aria-labelledby": f"t{key}" + (f" d{key}" if description else ""),
        }
    )
    words = [("title", f"t{key}", title)] + ([("desc", f"d{key}", description)] if description else [])
    for place, (tag, name, text) in enumerate(words):
        element = ET.Element(tag, {"id": name})
        element.text = text
        root.insert(place, element)
    return ET.tostring(root, encoding="unicode")


def _tidy(element: ET.Element) -> None:
    element.tag = element.tag.removeprefix(SVG)
    if element.tag == "a" and not element.get(f"{XLINK}href", "").startswith(HERE):
        element.tag, element.attrib = "g", {}  # a mark without address
    said = next((e.get("aria-label", "") for e in element.iter() if e.get("aria-label")), "")
    for child in list(element):
        if _draws_nothing(child):
            element.remove(child)
        else:
            _tidy(child)
    attributes = dict(element.attrib)
    element.attrib.clear()
    classes = []
    for name, value in attributes.items():
        name = name.replace(XLINK, "")
        if name in _DROPPED or name.startswith("on") or name == "style" or (name, value) == ("opacity", "1"):
            continue
        if name in ("fill", "stroke") and value.lower() in _MEANINGS:
            classes.append(f"v{name[0]}-{_MEANINGS[value.lower()]}")
        elif name == "href":
            element.attrib[name] = value.removeprefix(HERE)
        elif name != "font-family":  # the style sheet's font
            element.attrib[name] = value
    if element.tag == "a" and said:
        element.attrib["aria-label"] = said
    if classes:
        element.attrib["class"] = " ".join(classes)


def _draws_nothing(element: ET.Element) -> bool:
    tag = element.tag.removeprefix(SVG)
    if tag in ("script", "style", "foreignObject") or element.get("display") == "none":
        return True
    return tag == "path" and element.get("class") in ("background", "foreground")

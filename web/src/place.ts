/** The days of one place, in a dialog: every picture that has a panel for it. */

import { panelHeads, panelRows } from "./chart";
import type { PageData } from "./data";
import { el, replace } from "./dom";
import { legendItems, panelFigure } from "./figure";
import { saveButtons } from "./save";
import type { Words } from "./words";

export class PlaceDialog {
  readonly element = el("dialog", { class: "place", "aria-labelledby": "place-name" });

  constructor(
    private readonly data: PageData,
    private readonly words: Words,
  ) {
    this.element.addEventListener("click", (event) => event.target === this.element && this.element.close());
  }

  open(row: number): void {
    const place = this.data.places[row];
    if (!place) return;
    const content = el("div", { class: "content" });
    const about = [this.words.text(`place_kinds.${place.kind}`), place.region, place.population ? this.words.text("words.population", { people: this.words.rounded(place.population) }) : ""];
    replace(
      this.element,
      el("header", {}, el("h3", { id: "place-name" }, this.words.inFull(row)), el("button", { type: "button", class: "small", onclick: () => this.element.close() }, this.words.text("words.close"))),
      el("p", { class: "note" }, about.filter(Boolean).join(", ")),
      content,
    );
    this.element.showModal();
    const found = this.data.charts.flatMap((chart) => chart.panels.filter((panel) => panel.place === row).map((panel) => ({ chart, panel })));
    const drawn = found.map(({ chart, panel }) => {
      const figure = panelFigure(chart, panel, 1, content, this.data, this.words);
      const title = `${this.words.text(`charts.${chart.id}`)} (${this.words.text(`units.${chart.unit}`)})`;
      const legend = el("div", { class: "legend" }, ...legendItems(chart, [panel], this.data, this.words));
      figure.querySelector("h5")?.replaceChildren(title);
      figure.append(
        legend,
        saveButtons({
          name: `${title}, ${this.words.name(place)}`,
          svgs: () => [{ title: this.words.place(row), svg: figure.querySelector<SVGSVGElement>("svg.drawn")! }],
          legend: () => [...legend.querySelectorAll<HTMLElement>(".key")],
          csv: () => [panelHeads(panel, this.words), ...panelRows(panel, this.words)],
        }, this.words),
      );
      return figure;
    });
    replace(content, ...(drawn.length ? drawn : [el("p", {}, this.words.text("words.nothing"))]));
  }
}

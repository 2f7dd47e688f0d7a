/** Few colours that colour-blind readers can tell apart (after Okabe and Ito), read from the style sheet so that dark is one switch. */

const ROLES: Record<string, string> = {
  because: "--because", set_out: "--all", entries: "--all", exits: "--all", registered: "--all", arrivals: "--all",
  ordinary: "--ordinary", stayed: "--all", wait_mean: "--all", wait_p90: "--because", so_far: "--third", cohort: "--ordinary",
  line: "--all", used: "--ink", on_offer: "--ordinary", without_bed: "--because", rent: "--all", simulated: "--all",
  observed: "--because",
};
const LAYERS = ["--layer-1", "--layer-2", "--layer-3", "--layer-4", "--layer-5", "--layer-6", "--layer-7", "--layer-8"];

export function colour(variable: string, from: Element = document.documentElement): string {
  return getComputedStyle(from).getPropertyValue(variable).trim();
}

export function lineColour(name: string): string {
  return `var(${ROLES[name] ?? "--all"})`;
}

export function layerColour(row: number): string {
  return `var(${LAYERS[row % LAYERS.length]})`;
}

export const isDashed = (name: string): boolean => name === "on_offer" || name === "observed" || name === "cohort";

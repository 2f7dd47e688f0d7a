// Makes the pages that the tests look at, once: small runs of the built-in scenarios, by the program itself.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync, rmSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const artifacts = join(root, ".artifacts");
const pages = join(root, "build", "pages");
const serai = join(root, ".venv", "bin", "serai");

/** Run and report once for all test files; `make check-web` begins with an empty folder. */
export function page(name) {
  const file = join(pages, `${name}.html`);
  if (!existsSync(file)) {
    mkdirSync(pages, { recursive: true });
    execFileSync(join(root, ".venv", "bin", "python"), [join(root, "web", "tests", "make_page.py"), name, file], { stdio: ["ignore", "inherit", "inherit"] });
  }
  return pathToFileURL(file).href;
}

export const text = (name) => (page(name), readFileSync(join(pages, `${name}.html`), "utf8"));
export const picture = (name) => (mkdirSync(artifacts, { recursive: true }), join(artifacts, name));

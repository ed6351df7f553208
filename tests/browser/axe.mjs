// What axe-core says against the page that is shown; [] where it is for everybody.
import { createRequire } from 'node:module';

const axe = createRequire(import.meta.url)('axe-core/axe.min.js');
const rules = {
  preload: false, resultTypes: ['violations'], rules: { 'target-size': { enabled: true } },
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};

// For options.before of visit().
export function bringAxe(page) {
  return page.addInitScript(axe.source);
}

// `colours`: false where they were looked at on other pages of the kind; they are what takes time.
export async function violations(page, colours = true) {
  return page.evaluate(async (options) => (await window.axe.run(document, options)).violations
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join('; ')}`), { ...rules, rules: { ...rules.rules, 'color-contrast': { enabled: colours } } });
}

// Combinations to test: every possible one, or so few that each pair of values still occurs.

function product(factors) {
  return Object.entries(factors).reduce((rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))), [{}]);
}

function pairsOf(row) {
  const entries = Object.entries(row).map(([name, value]) => `${name}=${value}`);
  return entries.flatMap((one, i) => entries.slice(i + 1).map((other) => `${one} ${other}`));
}

// A number that says nothing of its text, so that of equally good rows not always the first values are taken.
function scattered(text) {
  return [...text].reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(0), 0x01000193) >>> 0, 0x811C9DC5);
}

// Greedily the row that has most of what is missing; the same every time.
export function pairs(factors, isPossible = () => true) {
  const rows = product(factors).filter(isPossible).map((row) => ({ row, pairs: pairsOf(row), place: scattered(pairsOf(row).join()) })).sort((a, b) => a.place - b.place);
  const missing = new Set(rows.flatMap((one) => one.pairs));
  const chosen = [];
  const news = (one) => one.pairs.filter((pair) => missing.has(pair)).length;
  while (missing.size > 0) {
    const best = rows.reduce((a, b) => (news(b) > news(a) ? b : a));
    best.pairs.forEach((pair) => missing.delete(pair));
    chosen.push(best.row);
  }
  return chosen;
}

export function combinations(factors, isPossible) {
  return process.env.GALLERY_MATRIX === 'full' ? product(factors).filter(isPossible) : pairs(factors, isPossible);
}

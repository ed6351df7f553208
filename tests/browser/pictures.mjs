// The pictures of README.md: ./run pictures. A palette keeps them small.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fair, stateOf, fileAddress, visit } from './house.mjs';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../docs/pictures');
const pictures = { works: stateOf(fair, 'l=grid'), work: stateOf(fair, 'w=0003'), statistics: fileAddress(fair, 'report.html') };

for (const [name, address] of Object.entries(pictures)) {
  test(name, async () => {
    const raw = path.join(os.tmpdir(), `pianmu-${process.pid}.png`);
    await visit(fair, address, async (page) => {
      await page.waitForLoadState('networkidle');
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(1000); /* a player turns for a moment, and does not say until when */
      await page.screenshot({ path: raw, animations: 'disabled' });
    }, { viewport: { width: 1280, height: 800 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
    fs.mkdirSync(folder, { recursive: true });
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', raw, '-vf', 'split[a][b];[a]palettegen=max_colors=255:reserve_transparent=0[p];[b][p]paletteuse=dither=none', path.join(folder, `${name}.png`)]);
    fs.rmSync(raw);
  });
}

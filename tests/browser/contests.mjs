// Contest folders with galleries by the program itself, for what goes from a browser back into the catalogue.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

const place = fs.mkdtempSync(path.join(os.tmpdir(), 'pianmu-contests-'));
after(() => fs.rmSync(place, { recursive: true, force: true }));

export function pianmu(folder, ...args) {
  return execFileSync(process.env.PIANMU, ['-C', folder, ...args], { encoding: 'utf8' });
}

function film(file, seed) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', `gradients=s=320x180:r=25:d=1:seed=${seed}`, '-c:v', 'libx264', '-preset', 'ultrafast',
    '-pix_fmt', 'yuv420p', '-movflags', '+faststart', file]);
}

// Another film in the place of one that is there.
export function replace(folder, name, seed) {
  film(path.join(folder, 'submissions/剧情', name), seed);
  pianmu(folder, 'index', '--settle', '0');
  pianmu(folder, 'gallery');
}

// A contest with the settings of `pianmu init`, its example of manual checks switched on, and these drama films, each "unit/title.mp4"; where its gallery is.
export function contest(name, ...films) {
  const folder = path.join(place, name);
  fs.mkdirSync(folder, { recursive: true });
  pianmu(folder, 'init');
  const settings = path.join(folder, 'pianmu.ini');
  fs.writeFileSync(settings, fs.readFileSync(settings, 'utf8').replace('#manual=', 'manual='));
  films.forEach((one, i) => film(path.join(folder, 'submissions/剧情', one), name.length * 100 + i));
  pianmu(folder, 'index', '--settle', '0');
  pianmu(folder, 'gallery');
  return { folder, gallery: path.join(folder, 'gallery') };
}

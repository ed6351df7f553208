"""Catalogues of many works without many films: a few are indexed as any others, and their rows repeated under other names, bytes and numbers. All is there
that pages and lists read, but the files themselves: who asks for them (a walk, a gallery with films) gets the first few."""
import hashlib
import os
import random
import sqlite3
import subprocess

CATEGORIES = ['展示', '专题', '剧情', '动漫', '公益', '纪实']
SIGNS = '云岭二十四小时一束光的年末班车上样机螺丝找妈口罩背后凌晨点洁净室父亲工号座城在芯片生长纸园区守灯人再等分钟春夏秋冬山河湖海'
CUE = '00:%02d:%02d.000 --> 00:%02d:%02d.900\n二十四小时，一束光从云岭照到海边\n\n'
CAPTIONS = 'WEBVTT\n\n' + ''.join(CUE % (second // 60, second % 60, second // 60, second % 60) for second in range(0, 600, 2))


def film(path, title):
    subprocess.run(['ffmpeg', '-nostdin', '-y', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=12', '-f', 'lavfi', '-i', 'sine=d=12',
                    '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-metadata', f'title={title}', path], check=True)


def make_models(pianmu, folder):
    """Six works, indexed with all that pages show."""
    subprocess.run([pianmu, 'init', folder], check=True, stdout=subprocess.DEVNULL)
    for number, category in enumerate(CATEGORIES):
        place = os.path.join(folder, 'submissions', category, f'单位{number}')
        os.makedirs(place, exist_ok=True)
        film(os.path.join(place, f'作品{number}.mp4'), str(number))
    subprocess.run([pianmu, '-C', folder, 'index', '--settle', '0', '--previews'], check=True, stdout=subprocess.DEVNULL)


# By which column a table belongs to a work's row of entries, or to its content; its own key is given anew.
OF_ENTRY = {'files': 'entry_id', 'verdicts': 'entry_id', 'versions': 'entry_id'}
OF_CONTENT = {'streams': 'content_id', 'posters': 'content_id', 'stages': 'content_id', 'strips': 'content_id'}


class Table:
    """The rows of one table, and a statement that adds like ones."""

    def __init__(self, db, name):
        columns = [(row[1], row[6]) for row in db.execute(f'PRAGMA table_xinfo({name})')]
        self.columns = [column for column, hidden in columns if not hidden]
        listed = ', '.join(self.columns)
        self.rows = [dict(zip(self.columns, row)) for row in db.execute(f'SELECT {listed} FROM {name}')]
        self.insert = f'INSERT INTO {name} ({listed}) VALUES ({", ".join(":" + column for column in self.columns)})'
        self.next_id = 1 + max((row.get('id') or 0 for row in self.rows), default=0)

    def add(self, db, row, **changes):
        row = {**row, **changes}
        if 'id' in row:
            row['id'] = self.next_id
            self.next_id += 1
        db.execute(self.insert, row)
        return row.get('id')


def fill(folder, works):
    """So that the edition has as many. The same each time."""
    db = sqlite3.connect(os.path.join(folder, 'catalog.db'))
    tables = {name: Table(db, name) for name in ('entries', 'contents', 'findings', 'readings', *OF_ENTRY, *OF_CONTENT)}
    chance = random.Random(1)
    models = tables['entries'].rows
    for number in range(len(models) + 1, works + 1):
        add_work(db, tables, models[number % len(models)], number, chance)
    db.execute('UPDATE editions SET next_number = ?', (works + 1,))
    captions = [(row[0], CAPTIONS) for row in db.execute('SELECT id FROM contents WHERE id % 2 = 0')]
    db.executemany('INSERT OR REPLACE INTO captions (content_id, position, language, cues, webvtt) VALUES (?, 0, \'zh\', 300, ?)', captions)
    db.execute('UPDATE revision SET revision = revision + 1')
    db.commit()
    db.close()


def works_of(folder):
    db = sqlite3.connect(os.path.join(folder, 'catalog.db'))
    works = db.execute('SELECT count(*) FROM entries').fetchone()[0]
    db.close()
    return works


def add_work(db, tables, model, number, chance):
    title = ''.join(chance.choice(SIGNS) for _ in range(4 + chance.randrange(6))) + str(number)
    unit = f'单位{number % 40}'
    old_content = next(row['content_id'] for row in tables['files'].rows if row['entry_id'] == model['id'])
    content = next(row for row in tables['contents'].rows if row['id'] == old_content)
    name = hashlib.sha256(str(number).encode()).hexdigest()[:len(content['content'])]
    content_id = tables['contents'].add(db, content, content=name)
    entry_id = tables['entries'].add(db, model, number=number, title=title, unit=unit, verdict_id=None)
    for table, column in OF_CONTENT.items():
        for row in (row for row in tables[table].rows if row[column] == old_content):
            tables[table].add(db, row, content_id=content_id)
    for table, column in OF_ENTRY.items():
        for row in (row for row in tables[table].rows if row[column] == model['id']):
            changes = {'entry_id': entry_id}
            if 'content_id' in row:
                changes.update(content_id=content_id, path=f'{unit}/{title}.mp4'.encode())
            new_id = tables[table].add(db, row, **changes)
            if table == 'verdicts':
                add_verdict(db, tables, row, new_id, entry_id)
    tables['readings'].add(db, {'text': title, 'pinyin': 'yun ling er shi si xiao shi', 'initials': 'ylesxs', 'given': 0})


def add_verdict(db, tables, model, verdict_id, entry_id):
    for row in (row for row in tables['findings'].rows if row['verdict_id'] == model['id']):
        tables['findings'].add(db, row, verdict_id=verdict_id)
    db.execute('UPDATE entries SET verdict_id = ? WHERE id = ?', (verdict_id, entry_id))

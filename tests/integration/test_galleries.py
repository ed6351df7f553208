#!/usr/bin/env python3
"""The gallery for its three audiences, and in a folder to carry away."""
import contextlib
import csv
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from html.parser import HTMLParser
from urllib.parse import quote

from contest import PIANMU, SANITIZED, ContestCase, main, rows_of

CONTACTS = ('联系人密某', '13987654321', 'secret-mail@example.invalid')
# However the unit is written, and what else tells whose the work is.
WHOSE = ('沧浪高新区', '沧浪国家级高新区', 'CANGLANG', 'CangLang', '沧浪区', '欧阳先生', '司徒女士', 'HX-037', '末班车-初剪', '北辰高新区', '报名表', '样片', 'canglanggaoxinqu', 'clgxq', 'beichengaoxinqu', 'bcgxq')
PRIVATE = ('理由密', '核查密', '备注密', '经手密', 'HX-037', '末班车-初剪', '报名表', '样片', '码率不足密')


def bytes_of(folder):
    """Every file below a folder: its path and its bytes. Links are followed."""
    for top, _, names in os.walk(folder, followlinks=True):
        for name in names:
            path = os.path.join(top, name)
            with open(path, 'rb') as file:
                yield os.path.relpath(path, folder), file.read()


def another(value):
    """A value of the same kind."""
    if isinstance(value, bytes):
        return value + b'x'
    return value + 1 if isinstance(value, (int, float)) else (value or '') + 'x'


def jpeg_segments(data):
    """The markers of a JPEG up to its picture."""
    at, found = 2, []
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        found.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2:at + 4], 'big')
    return found


class Skeleton(HTMLParser):
    """The elements of a page and their attributes; nothing in it may run, or come from elsewhere."""

    def __init__(self, text):
        super().__init__()
        self.parts = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert tag != 'script' or 'src' in names, 'inline script'
        for name, value in attrs:
            assert name != 'style' and not name.startswith('on'), (tag, name)
            assert name not in ('src', 'href', 'poster', 'srcset') or not re.match(r'(/|[a-z]+:)', value), (tag, value)
        self.parts.append((tag, *names))

    def handle_endtag(self, tag):
        self.parts.append(('/' + tag,))

    def handle_comment(self, data):
        self.parts.append(('comment',))

    def handle_pi(self, data):
        self.parts.append(('instruction',))


class TellingCase(ContestCase):
    def put_telling(self):
        """Two works, and everything about them that could tell whose they are."""
        self.settings('container=mp4, mov\nduration=5s..10s\n[rules juqing]\nmanual=watermark\n',
                      more='[units]\n沧浪高新区=沧浪国家级高新区, CangLang\n')
        self.put('good.mp4', '剧情/沧浪区/末班车-初剪.mp4')
        self.put('other.mp4', '纪实/北辰高新区/来自北辰高新区的守灯人.mp4')
        self.put('good.mp4', '纪实/北辰高新区/抄来的.mp4')
        self.put(b'x', '剧情/沧浪区/末班车-初剪 报名表.docx')
        self.put('1\n00:00:00,100 --> 00:00:01,000\n沧 浪 高新区、Canglang Gaoxinqu 与<欧阳先生>\n'.encode(), '剧情/沧浪区/末班车-初剪.srt')
        table = self.at('forms.csv')
        with open(table, 'w', encoding='utf-8') as file:
            file.write('编号,类别,题名,单位,作者,联系人,电话,邮箱,文件名,简介\n'
                       f'HX-037,剧情,末班车,沧浪国家级高新区,欧阳先生、司徒女士,{",".join(CONTACTS)},末班车-初剪.mp4,'
                       '欧阳先生在ＣａｎｇＬａｎｇ 拍了一夜，沧浪国家级高新区出品。\n')
        self.index()
        self.pianmu('import', table, expect=0)
        self.index('--previews')
        self.put('long.mp4', '纪实/北辰高新区/来自北辰高新区的守灯人.mp4')  # in the place of another
        self.index('--previews', '--hash')
        self.work = next(work['id'] for work in self.works() if work['title'] == '末班车')
        for args in (['waive', self.work, 'duration', '--by', '经手密', '--why', '理由密 沧浪区'], ['note', self.work, '--by', '经手密', '备注密：沧浪区 来电'],
                     ['confirm', self.work, 'watermark', 'no', '--by', '经手密', '--why', '核查密'], ['tag', self.work, '沧浪高新区专场', '灯塔']):
            self.pianmu(*args, expect=0)


class Galleries(TellingCase):
    def ids(self):
        """By which works, films and units are known to those who may know them."""
        with sqlite3.connect(self.at('catalog.db')) as db:
            contents = [value for row in db.execute('SELECT content, sha256 FROM contents') for value in row if value]
        units = [name[:10] for name in os.listdir(self.at('gallery', 'u')) if name != 'index.html']
        secret = db.execute("SELECT value FROM notes WHERE name = 'catalogue.secret'").fetchone()[0]
        self.assertTrue(len(contents) > 4 and len(units) > 1)
        return [*contents, secret], [*units, *(work['id'] for work in self.works())]

    def assert_nowhere(self, folder, words):
        files = [(path, data.lower()) for path, data in bytes_of(folder)]
        self.assertGreater(len(files), 20)
        for word in map(str.lower, words):
            forms = {word.encode(encoding) for encoding in ('utf-8', 'gb18030', 'utf-16-le', 'utf-16-be')} | {quote(word).lower().encode(), json.dumps(word)[1:-1].encode()}
            self.assertEqual([path for path, data in files if any(form in data for form in forms) or word in path.lower()], [], word)
        for path, data in files:
            if path.endswith('.jpg'):
                self.assertLessEqual(set(jpeg_segments(data)), {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD}, path)  # no comment, Exif or XMP

    def holds(self, folder, word):
        return any(word.encode() in data for _, data in bytes_of(folder))

    def test_no_audience_learns_more_than_it_may(self):
        self.put_telling()
        stick = self.at('stick')
        self.pianmu('gallery', expect=0)
        contents, ids = self.ids()
        for audience, words, kept in (([], CONTACTS, ('沧浪高新区', '理由密', '备注密')), (['--public'], [*CONTACTS, *PRIVATE, *contents], ('沧浪高新区', '欧阳先生', '灯塔')),
                                      (['--blind', 'unit'], [*CONTACTS, *WHOSE, '经手密', *contents, *ids], ('备注密：×× 来电', '灯塔', '××、×× 与&lt;××&gt;'))):
            name = 'gallery' + ''.join(audience[:1]).replace('--', '-')
            self.pianmu('gallery', *audience, expect=0)
            self.pianmu('gallery', *audience, '--output', stick, expect=0)
            for folder in (self.at(name), stick):
                self.assert_nowhere(folder, words)
                for word in kept:
                    self.assertTrue(self.holds(folder, word), (audience, word))
            shutil.rmtree(stick)

    def test_each_audience_has_its_gallery_and_the_night_keeps_up_the_reviewers(self):
        self.put('good.mp4', '剧情/沧浪区/末班车.mp4')
        self.nightly()
        self.pianmu('gallery', '--public', expect=0)
        before = os.readlink(self.at('gallery')), os.readlink(self.at('gallery-public'))
        self.nightly()
        self.assertEqual((os.readlink(self.at('gallery')), os.readlink(self.at('gallery-public'))), before)
        self.assertIn('无变化', self.pianmu('gallery', '--public', expect=0))
        self.put('other.mp4', '剧情/沧浪区/又一部.mp4')
        self.nightly()
        self.assertNotEqual(os.readlink(self.at('gallery')), before[0])
        self.assertEqual(os.readlink(self.at('gallery-public')), before[1])

    def test_what_does_not_go_together_is_refused(self):
        self.put('good.mp4', '剧情/沧浪区/末班车.mp4')
        self.index()
        for args, want in ((['--public', '--review'], '一次只能选一个'), (['--blind', 'author'], '可用的有：unit'), (['--category', '剧情'], '--output DIR'),
                           (['--only', 'eligible'], '--output DIR'), (['--only', 'fine', '--output', self.at('x')], 'eligible review'),
                           (['--public', '--media', 'link'], '--public'), (['--blind', 'unit', '--media', 'link'], '--blind'),
                           (['--output', self.at('x'), '--media', 'link'], '--output'), (['--output', self.submission('x')], '从不写入'),
                           (['--output', self.dir], '有别的文件'), (['--output', self.at('no', 'where')], '没有文件夹')):
            done = self.run_pianmu('gallery', *args)
            self.assertEqual((done.returncode, done.stdout), (2, b''), args)
            self.assertIn(want, done.stderr.decode(), args)
        self.assertFalse(os.path.exists(self.at('x')) or os.path.exists(self.at('gallery')))

    # ---- what strangers write ----

    def put_written(self, evil, evil_name):
        """Everything about two works that somebody could write, with something at its end."""
        self.settings('container=mp4\nduration=5s..10s\nduplicate=forbidden\n[rules juqing]\nmanual=watermark\n')
        folder = f'剧情/甲地{evil_name}'
        said = evil.replace('\u2028\u202e', '')  # where these are refused, or end a line
        self.put('good.mp4', f'{folder}/末班车{evil_name}.mp4')
        self.put('good.mp4', f'剧情/乙地{evil_name}/同一部{evil_name}.mp4')
        self.put('film.mkv', f'无类/丙地{evil_name}/散落{evil_name}.mkv')
        self.put(b'x', f'{folder}/末班车{evil_name} 报名表.docx')
        self.put(b'x', f'{folder}/别的{evil_name}.zip')
        self.put(f'1\n00:00:00,100 --> 00:00:01,000\n字幕{evil}\n'.encode(), f'{folder}/末班车{evil_name}.srt')
        with open(self.at('forms.csv'), 'w', encoding='utf-8', newline='') as file:
            table = csv.writer(file)
            table.writerow(['编号', '类别', '题名', '单位', '作者', '文件名', '简介'])
            table.writerow([f'HX-1{said}', '剧情', f'末班车{said}', f'甲地高新区{said}', f'张三{said}', f'末班车{evil_name}.mp4', f'简介{said}\n第二行{said}'])
        self.index('--previews')
        self.pianmu('import', self.at('forms.csv'), expect=0)
        self.put('other.mp4', f'{folder}/末班车{evil_name}.mp4')
        self.index('--previews')
        work = next(work['id'] for work in self.works() if work['title'].startswith('末班车'))
        for args in (['waive', work, 'duration', '--by', f'李四{said[:60]}', '--why', f'理由{said}'], ['note', work, '--by', f'李四{said[:60]}', f'备注{said}'],
                     ['confirm', work, 'watermark', 'no', '--by', f'李四{said[:60]}', '--why', f'核查{said}'], ['tag', work, f'灯塔{said[:50]}']):
            self.pianmu(*args, expect=0)
        with sqlite3.connect(self.at('catalog.db')) as db:
            db.execute('UPDATE notes SET value = ? WHERE name = ?', ('5' * 64, 'catalogue.secret'))  # the same numbers in each blind gallery
        for audience in ([], ['--public'], ['--blind', 'unit']):
            self.pianmu('gallery', *audience, expect=0)

    def skeletons(self, name):
        """What each page is made of without its texts; pages of units go by the hash of their names."""
        folder = self.at(name)
        return sorted((re.sub(r'u/[0-9a-f]{10}', 'u/', path), Skeleton(data.decode()).parts) for path, data in bytes_of(folder) if path.endswith('.html'))

    def assert_is_data(self, path, text):
        match = re.fullmatch(r'pianmu\.take\("([a-z]+)",(.*)\);\n', text, re.DOTALL)
        self.assertTrue(match, path)
        json.loads(match[2].replace(',\n]', ']'))  # rows end with a comma, which scripts may and JSON may not
        self.assertFalse(set('<>&\u2028\u2029\x7f') & set(text), path)

    def test_texts_of_strangers_add_nothing_to_any_page(self):
        self.put_written('', '')
        plain = {name: self.skeletons(name) for name in ('gallery', 'gallery-public', 'gallery-blind')}
        shutil.rmtree(self.dir)
        os.mkdir(self.dir)
        self.pianmu('init', expect=0)
        self.put_written('</script><script>alert(1)</script>"><img src=x onerror=alert(1)>\'&lt;{{text x}}\u2028\u202e<!-- --> ]]> `${x}`', '"><img src=x onerror=alert(1)>\'&amp;{{a}} `#?%')
        for name, pages in plain.items():
            self.assertEqual([path for path, _ in self.skeletons(name)], [path for path, _ in pages])
            for (path, parts), (_, wanted) in zip(self.skeletons(name), pages):
                parts, wanted = (set(parts), set(wanted)) if 'changes' in path else (parts, wanted)  # midnight may be between the two
                self.assertEqual(parts, wanted, f'{name}/{path}')
            for path, data in bytes_of(self.at(name)):
                if path.startswith('data/') or path.endswith('.vtt.js'):
                    self.assert_is_data(path, data.decode())
                if path.endswith('.vtt'):
                    self.assertEqual(data.decode().count('-->'), 1)

    def test_nothing_is_carried_to_where_galleries_are_kept(self):
        self.put('good.mp4', '剧情/沧浪区/末班车.mp4')
        self.index()
        self.pianmu('gallery', expect=0)
        for place in (self.at('.gallery', 'gen-9'), self.at('gallery', 'stick'), self.at('.gallery'), self.at('.gallery-blind')):
            done = self.run_pianmu('gallery', '--output', place)
            self.assertEqual(done.returncode, 2, place)
            self.assertRegex(done.stderr.decode(), '片目自己存放图录')
        self.assertFalse(os.path.exists(self.at('.gallery', 'gen-9')) or os.path.exists(self.at('.gallery-blind')))
        for place in ('/', self.at('thumbs'), self.at('submissions', '..')):
            self.assertIn('有别的文件', self.run_pianmu('gallery', '--output', place).stderr.decode(), place)
        os.mkdir(self.at('elsewhere'))
        os.symlink('elsewhere', self.at('link'))
        os.symlink('submissions', self.at('films'))
        self.pianmu('gallery', '--output', self.at('link'), expect=0)
        self.assertTrue(os.path.exists(self.at('elsewhere', 'index.html')))
        self.assertIn('从不写入', self.run_pianmu('gallery', '--output', self.at('films', 'x')).stderr.decode())

    def test_a_gallery_that_is_killed_leaves_the_published_ones_whole(self):
        self.put('good.mp4', '剧情/沧浪区/末班车.mp4')
        self.index()
        for audience in ([], ['--public'], ['--blind', 'unit']):
            self.pianmu('gallery', *audience, expect=0)
        before = {name: (os.readlink(self.at(name)), self.tree(name)) for name in ('gallery', 'gallery-public', 'gallery-blind')}
        self.put('other.mp4', '剧情/沧浪区/又一部.mp4')
        self.index()
        for millisecond in range(0, 40, 4):
            for audience in (['--blind', 'unit'], ['--public']):
                running = subprocess.Popen([PIANMU, '-C', self.dir, 'gallery', *audience], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(millisecond / 1000)
                running.kill()
                running.wait()
                for name, (link, files) in before.items():
                    self.assertEqual(self.tree(link), files)
                    self.assertTrue(os.path.exists(self.at(name, 'MANIFEST')))
        for audience in (['--blind', 'unit'], ['--public'], []):
            self.pianmu('gallery', *audience, expect=0)
        for name, (link, files) in before.items():
            self.assertNotEqual(os.readlink(self.at(name)), link)
            self.assertEqual([entry for entry in os.listdir(self.at('.' + name)) if entry.endswith('.tmp')], [], name)
            self.assertEqual(self.tree(link), files)  # for those in the middle of a page

    # ---- to carry away ----

    def references(self, folder):
        """Every file of the site that a page or data file names."""
        for path, data in bytes_of(folder):
            if path.endswith('.html'):
                for value in re.findall(r'(?:src|href|poster)="([^"#]+)', data.decode()):
                    self.assertNotIn(':', value, path)
                    yield os.path.normpath(os.path.join(os.path.dirname(path), value))
                for value in re.findall(r'srcset="([^"]+)"', data.decode()):
                    for part in value.split(','):
                        yield os.path.normpath(os.path.join(os.path.dirname(path), part.split()[0]))
            if path.startswith('data/') and not path.startswith('data/w/'):
                yield from re.findall(r'"((?:data|[mpsk])/[^"]+)"', data.decode())
        for work in rows_of(folder):
            yield from (f'p/{work["version"]}{ending}' for ending, _, _ in work['posters'])
            yield from (f's/{work["version"]}{work["sprite"]}', f'k/{work["version"]}{work["sheet"][0]}', f'data/f/{work["version"]}{work["sprite"][:-4]}.js')

    def test_a_folder_that_is_carried_away_needs_nothing_else(self):
        self.put('good.mp4', '剧情/沧浪区/末班车.mp4')
        self.put('film.mkv', '公益/临溪区/口罩背后.mkv')
        self.index('--previews')
        stick = tempfile.mkdtemp(prefix='pianmu-stick-')
        self.addCleanup(shutil.rmtree, stick)
        done = self.run_pianmu('gallery', '--output', os.path.join(stick, 'jury'))
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr.decode(), r'^写入 .*/jury：\d+ 个文件，共 .* [kM]B（可用 .*）。\n$')
        shutil.copytree(os.path.join(stick, 'jury'), os.path.join(stick, 'copy'), symlinks=True)
        shutil.rmtree(os.path.join(stick, 'jury'))
        shutil.move(self.dir, self.dir + '-elsewhere')
        self.addCleanup(shutil.rmtree, self.dir + '-elsewhere')
        copy = os.path.join(stick, 'copy')
        found = set(self.references(copy))
        self.assertEqual([path for path in found if not os.path.isfile(os.path.join(copy, path)) and path != '.'], [])
        self.assertEqual(len({path[:34] for path in found if re.fullmatch(r'm/[\w-]+\.(mp4|mkv)', path)}), 2)  # of either film, original or copy
        for top, _, names in os.walk(copy):
            for name in names:
                status = os.lstat(os.path.join(top, name))
                self.assertEqual((status.st_nlink, os.path.islink(os.path.join(top, name))), (1, False), name)
                self.assertRegex(name, r'^[\w.-]+$')

    def test_a_part_is_what_was_asked_for(self):
        self.put('good.mp4', '剧情/沧浪区/末班车.mp4')
        self.put('long.mp4', '剧情/沧浪区/太长的.mp4')
        self.put('other.mp4', '纪实/沧浪区/守灯人.mp4')
        self.index()
        self.pianmu('gallery', '--category', '剧情', '--only', 'eligible', '--output', self.at('part'), expect=0)
        self.assertEqual(len(os.listdir(self.at('part', 'w'))), 1)
        self.assertFalse(self.holds(self.at('part'), '太长的') or self.holds(self.at('part'), '守灯人'))

    def test_what_does_not_fit_is_refused_with_figures(self):
        if os.geteuid() != 0 or subprocess.run(['unshare', '-m', 'true'], check=False).returncode != 0:
            self.skipTest('a small disk cannot be mounted here')
        self.put('good.mp4', '剧情/沧浪区/末班车.mp4')
        self.index()
        os.mkdir(self.at('small'))
        done = subprocess.run(['unshare', '-m', 'sh', '-c',
                               f'mount -t tmpfs -o size=1m none {self.at("small")} && {PIANMU} -C {self.dir} gallery --output {self.at("small", "jury")}; '
                               f's=$?; ls -A {self.at("small")}; exit $s'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertEqual((done.returncode, done.stdout), (4, b''), done.stderr.decode())
        self.assertRegex(done.stderr.decode(), r'放不下：需要 [\d.]+ MB，只剩 1.0 MB，未写入任何文件')


class TakenOver(TellingCase):
    """Pages of which nothing changed come from the gallery before."""
    place = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None

    def values(self):
        """(table, where, column, value): of each column one of the values that the catalogue has, but for keys. `where` is its row's key."""
        chance = random.Random(1)
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalogue:
            for table, in catalogue.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
                columns = [(column, key) for _, column, _, _, _, key in catalogue.execute(f'PRAGMA table_info({table})')]
                rows = catalogue.execute(f'SELECT * FROM {table}').fetchall()
                for place, (column, key) in enumerate(columns if rows and table not in ('revision', 'notes', 'runs') else []):
                    row = chance.choice(rows)
                    if not key:
                        yield table, {name: value for (name, is_key), value in zip(columns, row) if is_key}, column, row[place]

    def put_value(self, table, where, column, value):
        """FALSE: the catalogue does not take it."""
        rows = ' AND '.join(f'{name} IS ?' for name in where)
        with contextlib.closing(sqlite3.connect(self.at('catalog.db'))) as catalogue:
            try:
                with catalogue:
                    catalogue.execute(f'UPDATE {table} SET {column} = ? WHERE {rows}', (value, *where.values()))
                    catalogue.execute('UPDATE revision SET revision = revision + 1')
            except sqlite3.Error:
                return False
        return True

    def published(self, name):
        return dict(bytes_of(self.at(name)))

    def made_anew(self, name, options):
        shutil.rmtree(self.at('.' + name))
        os.remove(self.at(name))
        self.pianmu('gallery', *options, expect=0)
        return self.published(name)

    def assert_made_as_anew(self, what):
        """How many galleries look other than before."""
        others = 0
        for name, options in (('gallery', ('--media', 'none')), ('gallery-public', ('--public', '--media', 'none'))):
            before = self.published(name)
            if self.run_pianmu('gallery', *options).returncode != 0:
                continue  # it is no catalogue any more
            kept = self.published(name)
            anew = self.made_anew(name, options)
            self.assertEqual([path for path in {*kept, *anew} if kept.get(path) != anew.get(path)], [], what)
            others += {path for path in kept if path != 'MANIFEST' and kept[path] != before.get(path)} != set()
        return others

    def test_whatever_changed_the_pages_are_those_that_would_be_made_anew(self):
        self.put_telling()
        self.index('--previews', '--hash', '--deep')
        for options in (('--media', 'none'), ('--public', '--media', 'none')):
            self.pianmu('gallery', *options, expect=0)
        others, values = 0, list(self.values())[::4 if SANITIZED else 1]
        for table, where, column, value in values:
            if self.put_value(table, where, column, another(value)):
                others += self.assert_made_as_anew((table, where, column))
                self.assertTrue(self.put_value(table, where, column, value))
        self.assertGreater(others, len(values))  # of two galleries each

if __name__ == '__main__':
    main()

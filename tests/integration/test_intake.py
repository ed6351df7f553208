#!/usr/bin/env python3
"""What the walk makes of the places where submissions arrive: new, moved, renamed, replaced, deleted, still arriving."""
import os
import shutil
import sqlite3

from contest import ContestCase, main


class Intake(ContestCase):
    def test_category_unit_and_title_come_from_the_path(self):
        self.put('good.mp4', '剧情类/沧浪高新区/末班车上的样机.mp4')
        self.put('good.mp4', '云岭高新区/01-展示/云岭二十四小时.mp4')
        self.put('other.mp4', '动漫_临溪高新区_垃圾分类大冒险.mp4')
        self.put('other.mp4', '未归类/片子.mp4')
        self.index()
        works = self.by_path()
        told = lambda path: (works[path]['category_slug'], works[path]['unit'], works[path]['title'])
        self.assertEqual(told('剧情类/沧浪高新区/末班车上的样机.mp4'), ('juqing', '沧浪高新区', '末班车上的样机'))
        self.assertEqual(told('云岭高新区/01-展示/云岭二十四小时.mp4'), ('zhanshi', '云岭高新区', '云岭二十四小时'))
        self.assertEqual(told('动漫_临溪高新区_垃圾分类大冒险.mp4'), ('dongman', '临溪高新区', '垃圾分类大冒险'))
        self.assertEqual(told('未归类/片子.mp4'), (None, '未归类', '片子'))

    def test_numbers_follow_the_natural_order_of_paths(self):
        for i in (10, 2, 1):
            self.put('good.mp4', f'纪实/第{i}集.mp4')
        self.index()
        self.assertEqual([work['title'] for work in self.works()], ['第1集', '第2集', '第10集'])
        self.assertEqual([work['id'] for work in self.works()], ['jishi-0001', 'jishi-0002', 'jishi-0003'])

    def test_a_renamed_file_keeps_its_number(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.put('other.mp4', '剧情/乙.mp4')
        self.index()
        before = {work['title']: work['id'] for work in self.works()}
        os.rename(self.submission('剧情/甲.mp4'), self.submission('剧情/丙.mp4'))
        self.index()
        after = {work['title']: work['id'] for work in self.works()}
        self.assertEqual(after, {'丙': before['甲'], '乙': before['乙']})

    def test_a_file_moved_to_another_category_keeps_its_number(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.index()
        os.makedirs(self.submission('纪实'), exist_ok=True)
        os.rename(self.submission('剧情/甲.mp4'), self.submission('纪实/甲.mp4'))
        self.index()
        self.assertEqual([work['id'] for work in self.works()], ['jishi-0001'])

    def test_a_copy_in_place_of_the_deleted_original_is_the_same_work(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.put('other.mp4', '剧情/乙.mp4')
        self.index()
        before = {work['title']: work['id'] for work in self.works()}
        shutil.copyfile(self.submission('剧情/甲.mp4'), self.submission('剧情/甲（终版）.mp4'))
        os.remove(self.submission('剧情/甲.mp4'))
        self.index()
        after = {work['title']: work['id'] for work in self.works()}
        self.assertEqual(after['甲（终版）'], before['甲'])

    def test_a_newcomer_in_the_place_of_a_moved_file_is_a_new_work(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.index()
        os.rename(self.submission('剧情/甲.mp4'), self.submission('剧情/旧甲.mp4'))
        self.put('other.mp4', '剧情/甲.mp4')
        self.index()
        self.assertEqual({work['title']: work['id'] for work in self.works()},
                         {'旧甲': 'juqing-0001', '甲': 'juqing-0002'})

    def test_a_replaced_file_keeps_its_number_and_gets_new_facts(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.index()
        before = self.works()[0]
        self.put('long.mp4', '剧情/甲.mp4')
        self.index()
        after = self.works()[0]
        self.assertEqual(after['id'], before['id'])
        self.assertNotEqual(after['content'], before['content'])
        self.assertEqual(after['verdict'], 'ineligible')
        self.assertNotEqual(after['poster']['path'], before['poster']['path'])

    def test_swapped_names_are_two_moves(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.put('other.mp4', '剧情/乙.mp4')
        self.index()
        before = {work['content']: work['id'] for work in self.works()}
        os.rename(self.submission('剧情/甲.mp4'), self.submission('剧情/x.mp4'))
        os.rename(self.submission('剧情/乙.mp4'), self.submission('剧情/甲.mp4'))
        os.rename(self.submission('剧情/x.mp4'), self.submission('剧情/乙.mp4'))
        self.index()
        self.assertEqual({work['content']: work['id'] for work in self.works()}, before)

    def test_a_touched_file_is_the_same_file(self):
        path = self.put('good.mp4', '剧情/甲.mp4')
        self.index()
        before = self.works()[0]
        os.utime(path, (1000000000, 1000000000))
        self.assertIn('没有变化', self.index())
        after = self.works()[0]
        for changing in ('modified',):
            before.pop(changing), after.pop(changing)
        self.assertEqual(before, after)

    def put_large(self, path, flaw=b''):
        """More than the sampled part of a content id covers, with bytes between the samples that may differ."""
        target = self.put('good.mp4', path)
        with open(target, 'r+b') as file:
            file.truncate(8 << 20)
            file.seek(5 << 20 | 99)
            file.write(flaw)
        os.utime(target, (1000000000, 1000000000))
        return target

    def test_works_that_differ_between_the_samples_are_not_taken_for_the_same(self):
        self.put_large('剧情/甲.mp4')
        self.put_large('剧情/乙.mp4', b'other')
        self.put_large('剧情/丙.mp4')
        self.index()
        contents = {work['title']: work['content'] for work in self.works()}
        self.assertEqual(contents['甲'], contents['丙'])
        self.assertNotEqual(contents['甲'], contents['乙'])

    def test_a_hashed_work_that_was_replaced_between_the_samples_is_a_new_version(self):
        path = self.put_large('剧情/甲.mp4')
        self.index('--hash')
        before = self.works()[0]
        self.put_large('剧情/甲.mp4', b'other')
        os.utime(path, (1000000001, 1000000001))
        self.index('--hash')
        after = self.works()[0]
        self.assertEqual(after['id'], before['id'])
        self.assertNotEqual(after['content'], before['content'])
        self.assertNotEqual(after['sha256'], before['sha256'])

    def test_a_deleted_file_is_missing_and_comes_back(self):
        path = self.put('good.mp4', '剧情/甲.mp4')
        self.put('other.mp4', '剧情/乙.mp4')
        self.put('film.mkv', '剧情/丙.mkv')
        self.index()
        os.remove(path)
        self.index()
        self.assertEqual(self.by_path()['剧情/甲.mp4']['status'], 'missing')
        self.put('good.mp4', '剧情/甲.mp4')
        self.index()
        self.assertEqual(self.by_path()['剧情/甲.mp4']['status'], 'ok')
        self.assertEqual(len(self.works()), 3)

    def test_absence_becomes_withdrawal_after_three_scans_and_seven_days(self):
        path = self.put('good.mp4', '剧情/甲.mp4')
        self.put('other.mp4', '剧情/乙.mp4')
        self.index()
        os.remove(path)
        for _ in range(4):
            self.index()
        self.assertEqual(self.by_path()['剧情/甲.mp4']['status'], 'missing')
        catalogue = sqlite3.connect(self.at('catalog.db'))
        with catalogue:
            catalogue.execute('UPDATE files SET missing_since_us = missing_since_us - 8 * 86400000000 WHERE missing_since_us IS NOT NULL')
        catalogue.close()
        self.index()
        self.assertEqual(self.by_path()['剧情/甲.mp4']['status'], 'withdrawn')

    def test_an_empty_root_empties_nothing(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.put('other.mp4', '剧情/乙.mp4')
        self.index()
        os.rename(self.at('submissions'), self.at('elsewhere'))
        os.makedirs(self.at('submissions'))
        for _ in range(2):
            self.index(expect=3)
        self.assertEqual({work['status'] for work in self.works()}, {'ok'})
        os.rmdir(self.at('submissions'))
        self.index(expect=3)
        os.rename(self.at('elsewhere'), self.at('submissions'))
        self.assertIn('没有变化', self.index())

    def test_emptying_on_purpose_is_believed_when_said(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.index()
        os.remove(self.submission('剧情/甲.mp4'))
        self.index(expect=3)
        self.assertEqual(self.works()[0]['status'], 'ok')
        self.index('--accept-loss')
        self.assertEqual(self.works()[0]['status'], 'missing')

    def test_a_file_that_just_arrived_is_pending(self):
        self.put('good.mp4', '剧情/甲.mp4')
        said = self.pianmu('index', expect=0)
        self.assertIn('--settle 0', said)
        work = self.works()[0]
        self.assertEqual((work['status'], work['verdict'], work['id']), ('pending', None, 'juqing-0001'))
        self.index()
        self.assertEqual((self.works()[0]['status'], self.works()[0]['id']), ('ok', 'juqing-0001'))

    def test_a_file_that_is_renamed_while_it_arrives_keeps_its_number(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.put('other.mp4', '剧情/乙.mp4')
        self.pianmu('index', expect=0)
        before = {work['title']: work['id'] for work in self.works()}
        os.rename(self.submission('剧情/乙.mp4'), self.submission('剧情/丙.mp4'))
        self.index()
        self.assertEqual({work['title']: work['id'] for work in self.works()}, {'甲': before['甲'], '丙': before['乙']})
        self.assertEqual({work['status'] for work in self.works()}, {'ok'})

    def test_a_replacement_seen_while_it_arrives_is_reported_as_replaced(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.nightly()
        self.put('other.mp4', '剧情/甲.mp4')
        self.pianmu('nightly', expect=0)
        work = self.works()[0]
        self.assertEqual((work['status'], work['verdict'], work['duration']), ('pending', None, None))
        said = self.nightly()
        self.assertIn('更换', said)
        self.assertNotIn('新增', said)
        self.assertEqual(self.works()[0]['verdict'], 'eligible')

    def test_a_share_that_was_mounted_again_has_the_same_files(self):
        self.put('good.mp4', '剧情/甲.mp4')
        self.index()
        catalogue = sqlite3.connect(self.at('catalog.db'))
        with catalogue:
            catalogue.execute('UPDATE files SET device = device + 7, inode = inode + 7')
        catalogue.close()
        self.assertIn('没有变化', self.index())
        self.index('--hash')
        self.assertIsNotNone(self.works()[0]['sha256'])

    def test_a_work_that_took_a_missing_ones_place_keeps_its_own_number(self):
        self.put('good.mp4', '剧情/d.mp4')
        self.put('other.mp4', '剧情/z.mp4')
        self.put('film.mkv', '剧情/k.mkv')
        self.index()
        number = self.by_path()['剧情/d.mp4']['id']
        os.remove(self.submission('剧情/z.mp4'))
        self.index()
        os.rename(self.submission('剧情/d.mp4'), self.submission('剧情/z.mp4'))
        self.index()
        self.put('long.mp4', '剧情/z.mp4')
        self.index()
        present = {work['path']: work['id'] for work in self.works() if work['status'] == 'ok'}
        self.assertEqual(present['剧情/z.mp4'], number)

    def test_hard_links_in_a_renamed_folder_keep_their_numbers(self):
        self.put('good.mp4', '剧情/云岭/a.mp4')
        for name in 'bcdefgh':
            os.link(self.submission('剧情/云岭/a.mp4'), self.submission(f'剧情/云岭/{name}.mp4'))
        self.index()
        before = {work['title']: work['id'] for work in self.works()}
        os.rename(self.submission('剧情/云岭'), self.submission('剧情/北辰'))
        self.index()
        self.assertEqual({work['title']: work['id'] for work in self.works()}, before)

    def two_roots(self):
        self.settings(self.rules, more='[scan]\nroot=one, two\n')
        for name, film in (('one', 'good.mp4'), ('two', 'other.mp4')):
            os.makedirs(self.at(name, '剧情'))
            shutil.copyfile(self.films.path(film), self.at(name, '剧情', f'{name}.mp4'))
        self.index()

    def test_a_copy_of_a_work_whose_root_is_away_is_a_new_work(self):
        self.two_roots()
        before = {work['title']: work['id'] for work in self.works()}
        os.rename(self.at('one'), self.at('away'))
        shutil.copyfile(self.at('away', '剧情', 'one.mp4'), self.at('two', '剧情', 'copy.mp4'))
        self.index(expect=3)
        os.rename(self.at('away'), self.at('one'))
        self.index()
        after = {work['title']: work['id'] for work in self.works()}
        self.assertEqual(after, {**before, 'copy': 'juqing-0003'})

    def test_a_root_that_the_settings_no_longer_name_loses_nothing(self):
        self.two_roots()
        self.settings(self.rules, more='[scan]\nroot=two\n')
        self.assertIn('root=', self.index(expect=3))
        self.assertEqual({work['status'] for work in self.works()}, {'ok'})
        self.index('--accept-loss')
        self.assertEqual({work['title']: work['status'] for work in self.works()}, {'one': 'missing', 'two': 'ok'})
        self.assertIn('没有变化', self.index())

    def test_attachments_do_not_vouch_for_a_root_without_films(self):
        for number in range(4):
            self.put('good.mp4', f'剧情/{number}.mp4')
            for kind in ('docx', 'jpg', 'srt'):
                self.put(b'beside', f'剧情/{number}.{kind}')
        self.index()
        for number in range(3):
            os.remove(self.submission(f'剧情/{number}.mp4'))
        self.index(expect=3)
        self.assertEqual({work['status'] for work in self.works()}, {'ok'})

    def test_attachments_lie_beside_their_work_and_are_no_works(self):
        self.put('good.mp4', '剧情/沧浪高新区/甲/甲.mp4')
        self.put(b'form', '剧情/沧浪高新区/甲/报名表.docx')
        self.put(b'1\n00:00:00,000 --> 00:00:01,000\nhi\n', '剧情/沧浪高新区/甲/甲.srt')
        self.put(b'PK\x03\x04', '剧情/全部.zip')
        self.assertIn('请解压后放入', self.index())
        self.assertEqual(len(self.works()), 1)
        shown = self.pianmu('show', '1', expect=0)
        self.assertIn('报名表.docx', shown)
        self.assertIn('甲.srt', shown)

    def test_another_root_is_read_only_and_its_works_are_found(self):
        nas = self.at('nas')
        os.makedirs(os.path.join(nas, '云岭高新区', '展示'))
        shutil.copyfile(self.films.path('good.mp4'), os.path.join(nas, '云岭高新区', '展示', '片.mp4'))
        self.settings(self.rules, more='[scan]\nroot=nas\n')
        before = sorted(os.walk(nas))
        self.index()
        self.assertEqual(sorted(os.walk(nas)), before)
        self.assertEqual([(work['category_slug'], work['unit']) for work in self.works()], [('zhanshi', '云岭高新区')])

    def test_names_of_any_bytes_survive(self):
        names = ['a.\x1b[31mred', 'a\nb.mp4', '-rf.mp4', '"><img>.mp4', 'x%2e#?&.mp4', b'\xd6\xd0\xb9\xfa.mp4', '\u202egpj.mp4', ' 空 .mp4', "$(id)'.mp4"]
        folder = os.fsencode(self.submission('剧情'))
        os.makedirs(folder, exist_ok=True)
        wanted = set()
        for name in names:
            raw = name if isinstance(name, bytes) else os.fsencode(name)
            shutil.copyfile(self.films.path('good.mp4'), os.path.join(folder, raw))
            wanted.add(os.fsencode('剧情/') + raw)
        self.index()
        import base64
        self.assertEqual({base64.b64decode(work['path_base64']) for work in self.works()}, wanted)
        self.assertEqual({work['status'] for work in self.works()}, {'ok'})
        self.assertIn('中国', {work['title'] for work in self.works()})
        for text in (self.pianmu('list', expect=0), self.pianmu('check')):
            self.assertFalse([c for c in text if (ord(c) < 32 and c != '\n') or 0x202a <= ord(c) <= 0x202e])


if __name__ == '__main__':
    main()

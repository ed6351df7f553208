#!/usr/bin/env python3
"""Whatever people do in whatever order, the verdicts that are kept are those that the rules give today."""
import json
import os
import random

from contest import ContestCase, main

RULES = '''container=mp4, mov
duration=1s..10s
duration.over=5s:deduct:2, 15s:review, 60s:reject
naming={title}_{author}
registration=title, author, phone
registration.synopsis=..5
duplicate=forbidden
manual=watermark, advert
companion.sample=*样片*
fps.mode=constant
'''
MORE = '''
[quota]
per-unit=2
per-person=2
per-unit-per-category=1
[outcome]
manual=deduct:3
naming=note
[outcome gongyi]
duplicate=deduct:4
companion.sample=off
[units]
云岭=云岭高新区, 云岭区
'''
STRICTER = RULES.replace('1s..10s', '1s..1s').replace('author, phone', 'author')
CATEGORIES = ['剧情', '公益', '未分类']
UNITS = ['云岭', '云岭高新区', '海西']
PERSONS = ['张三', '李四', '张三、王五']
NAMES = ['末班车_张三', '首班车_李四', '春天', '样片', '春天样片']
CONTENTS = ['good.mp4', 'other.mp4', 'long.mp4', 'film.mkv', b'no film']
HEADING = '编号,类别,题名,单位,作者,电话,简介'
BY = ['--by', '某人', '--why', '有理由']


class Agreement(ContestCase):
    def pick(self, some):
        return self.random.choice(list(some))

    # ---- what people do; each ends with a command that has done its work or refused ----

    def put_film(self):
        name = f'{self.pick(CATEGORIES)}/{self.pick(UNITS)}/{self.pick(NAMES)}.mp4'
        self.put(self.pick(CONTENTS), name)
        self.index(expect=None)

    def paths(self):
        return [os.path.join(folder, name) for folder, _, names in os.walk(self.submission('.')) for name in names]

    def remove_film(self):
        if self.paths():
            os.remove(self.pick(self.paths()))
        self.index(expect=None)

    def move_film(self):
        target = self.submission(f'{self.pick(CATEGORIES)}/{self.pick(UNITS)}/{self.pick(NAMES)}.mp4')
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if self.paths():
            os.rename(self.pick(self.paths()), target)
        self.index(expect=None)

    def import_forms(self):
        rows = [f'{number:03},{self.pick(CATEGORIES)},{self.pick(NAMES).split("_")[0]},{self.pick(UNITS)},{self.pick(PERSONS)},'
                f'{self.pick(["139", ""])},{self.pick(["一二三", "一二三四五六", ""])}'
                for number in self.random.sample(range(1, 7), self.random.randint(1, 4))]
        with open(self.at('表.csv'), 'w', encoding='utf-8') as file:
            file.write('\n'.join([HEADING, *rows, '']))
        self.pianmu('import', self.at('表.csv'))

    def match_form(self):
        self.pianmu('match', str(self.number()), f'{self.random.randint(1, 6):03}')

    def number(self):
        return self.random.randint(1, max(1, len(self.works())))

    def waive(self):
        revoke = ['--revoke'] if self.random.random() < 0.3 else []
        self.pianmu('waive', str(self.number()), self.pick(['duration', 'quota', 'duplicate', 'registration', 'manual.watermark', 'category']),
                    *revoke, *BY)

    def confirm(self):
        self.pianmu('confirm', str(self.number()), self.pick(['watermark', 'advert']), self.pick(['yes', 'no', 'unsure']), '--by', '某人')

    def decide(self):
        self.pianmu('decide', str(self.number()), self.pick(['withdrawn', 'ineligible', 'clear', 'clear']), *BY)

    def tag(self):
        self.pianmu('tag', str(self.number()), self.pick(['抗疫', '重点']), *self.pick([[], ['--remove']]))

    def change_rules(self):
        self.settings(self.pick([RULES, STRICTER]), more=MORE)
        self.index(expect=None)

    def rest(self):
        """Two runs that find nothing new: the next one relies on that."""
        self.index(expect=None)
        self.index(expect=None)

    # ---- what holds ----

    def verdicts(self, command):
        lines = self.pianmu(command, '--json').splitlines()
        return {work['id'][-4:]: work for work in map(json.loads, lines)}

    def assert_agreement(self, done):
        kept, judged = self.verdicts('list'), self.verdicts('check')
        self.assertEqual(kept.keys(), judged.keys())
        for number, work in kept.items():
            self.assertEqual(work, judged[number], f'{number} after {done}')

    def act(self, seed):
        self.random = random.Random(seed)
        acts = [self.put_film] * 4 + [self.remove_film, self.move_film, self.match_form, self.waive, self.waive, self.confirm, self.confirm,
                                      self.decide, self.decide, self.import_forms, self.import_forms, self.tag, self.change_rules, self.rest, self.rest, self.rest]
        self.settings(RULES, more=MORE)
        done = []
        for _ in range(4):
            self.put_film()
        for _ in range(int(os.environ.get('PIANMU_ACTS', '40'))):
            act = self.pick(acts)
            act()
            done.append(act.__name__)
            self.assert_agreement(done)
        before = self.canonical()
        self.index(expect=None)
        self.assertEqual(self.canonical(), before)

    def test_kept_verdicts_are_what_the_rules_give(self):
        self.act(int(os.environ.get('PIANMU_SEED', '1')))


if __name__ == '__main__':
    main()

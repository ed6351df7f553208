#!/usr/bin/env python3
"""Real files of strangers, where they are at hand: the facts found of them, held against ffprobe, mediainfo and a full decode.

samples-that-differ.tsv names every value that is not the others', and why; the test fails when that list changes either way.
samples-beyond.tsv holds what the comparison does not look at: the sign of a rotation, HDR, fields, languages, reasons.

usage: test_samples.py FACTS-OF [SAMPLES [COMPARE]]   (by default those beside the source tree)"""
import json
import os
import re
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
shared = os.path.join(here, '..', '..', '..', 'shared')
arguments = sys.argv[1:]
facts_of = arguments[0]
samples = arguments[1] if len(arguments) > 1 else os.environ.get('PIANMU_SAMPLES', os.path.join(shared, 'samples'))
compare = arguments[2] if len(arguments) > 2 else os.path.join(shared, 'tools', 'compare_truth.py')

if not os.path.exists(os.path.join(samples, 'truth.jsonl')) or not os.path.exists(compare):
    print('the sample files are not at hand: nothing was compared')
    sys.exit(77)


def table(name):
    with open(os.path.join(here, name), encoding='utf-8') as lines:
        return [line.rstrip('\n').split('\t') for line in lines if line.strip() and not line.startswith('#')]


def value(facts, path):
    for part in path.split('.'):
        if facts is None:
            return None
        facts = facts[int(part)] if part.isdigit() else facts.get(part)
    return facts


folder = os.path.join(samples, 'files')
files = sorted(os.path.join(folder, name) for name in os.listdir(folder))
listing = subprocess.run([facts_of, *files], stdout=subprocess.PIPE, check=True).stdout
facts = {}
for line in listing.decode('utf-8').splitlines():
    one = json.loads(line)
    facts[one['path']] = one
faults = []

with tempfile.NamedTemporaryFile(suffix='.jsonl') as file:
    file.write(listing)
    file.flush()
    result = subprocess.run([sys.executable, compare, os.path.join(samples, 'truth.jsonl'), file.name, '--least', '0.99'],
                            stdout=subprocess.PIPE)
said = result.stdout.decode('utf-8')
if result.returncode != 0:
    faults.append('less than 99 % of the values are right')
share = re.search(r'duration (\d+)/(\d+)', said)
if int(share.group(1)) < 0.97 * int(share.group(2)):
    faults.append('less than 97 % of the durations are right')
differ = set(re.findall(r'^(.+): (\w+): ours ', said, re.MULTILINE))
expected = {(row[0], row[1]) for row in table('samples-that-differ.tsv')}
faults += [f'{name}: {field} differs, and samples-that-differ.tsv does not say why' for name, field in sorted(differ - expected)]
faults += [f'{name}: {field} no longer differs: strike it from samples-that-differ.tsv' for name, field in sorted(expected - differ)]

for name, field, wanted in table('samples-beyond.tsv'):
    found = value(facts[name], field)
    if str(found) != wanted:
        faults.append(f'{name}: {field} is {found}, should be {wanted}')
faults += [f'{name}: crashed' for name, one in facts.items() if one['status'] == 'crashed']
faults += [f"{name}: {one['implausible']} is not plausible" for name, one in facts.items() if 'implausible' in one]

print('\n'.join(said.splitlines()[-2:]))
print('\n'.join(faults))
sys.exit(1 if faults else 0)

"""A Firehose transformation for Lambda: a line of nginx's combined format becomes a JSON object.

Each record holds one line. Lines that do not match come back as ProcessingFailed and go to the error output.
"""
import base64
import json
import re

COMBINED = re.compile(
    r'(?P<host>\S+) \S+ \S+ \[(?P<timestamp>[^\]]+)\] "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}) (?P<size>\d+|-) '
    r'"(?P<referer>(?:[^"\\]|\\.)*)" "(?P<useragent>(?:[^"\\]|\\.)*)"'
)


def parse(line):
    match = COMBINED.match(line)
    if match is None:
        return None
    fields = match.groupdict()
    words = fields['request'].split(' ')
    return {
        'host': fields['host'],
        'timestamp': fields['timestamp'],
        'request': fields['request'],
        'uri': words[1] if len(words) > 1 else '',
        'status': int(fields['status']),
        'size': 0 if fields['size'] == '-' else int(fields['size']),
        'verb': words[0] if len(words) > 1 else '',
        'referer': fields['referer'],
        'useragent': fields['useragent'],
    }


def transform(record):
    document = parse(base64.b64decode(record['data']).decode('utf-8', 'replace'))
    if document is None:
        return {'recordId': record['recordId'], 'result': 'ProcessingFailed', 'data': record['data']}
    data = base64.b64encode((json.dumps(document) + '\n').encode()).decode()
    return {'recordId': record['recordId'], 'result': 'Ok', 'data': data}


def lambda_handler(event, context):
    return {'records': [transform(record) for record in event['records']]}

/**
 * The program of a `python…` process, in Python: loads the handler, then asks for invocations until nobody is there
 * to ask. Kept here as text so that it is built and shipped with the rest.
 */
export const PYTHON_BOOTSTRAP = String.raw`import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

host, token = os.environ['AWS_LAMBDA_RUNTIME_API'].split('/', 1)
base = '/' + token + '/2018-06-01/runtime'
connection = http.client.HTTPConnection(host)
current = {'id': ''}


def call(method, path, body=None, error_type=None):
    headers = {'Content-Type': 'application/json'} if body is not None else {}
    if error_type:
        headers['Lambda-Runtime-Function-Error-Type'] = error_type
    connection.request(method, base + path, body, headers)
    response = connection.getresponse()
    return response.status, response.headers, response.read()


class Context:
    def __init__(self, headers):
        environment = os.environ
        self.aws_request_id = headers['Lambda-Runtime-Aws-Request-Id']
        self.invoked_function_arn = headers['Lambda-Runtime-Invoked-Function-Arn']
        self.function_name = environment['AWS_LAMBDA_FUNCTION_NAME']
        self.function_version = environment['AWS_LAMBDA_FUNCTION_VERSION']
        self.memory_limit_in_mb = environment['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']
        self.log_group_name = environment['AWS_LAMBDA_LOG_GROUP_NAME']
        self.log_stream_name = environment['AWS_LAMBDA_LOG_STREAM_NAME']
        self.identity = Identity()
        client = headers.get('Lambda-Runtime-Client-Context')
        self.client_context = ClientContext(json.loads(client)) if client else None
        self._until = int(headers['Lambda-Runtime-Deadline-Ms'])

    def get_remaining_time_in_millis(self):
        return max(0, self._until - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


class Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class ClientContext:
    def __init__(self, given):
        self.custom = given.get('custom')
        self.env = given.get('env')
        self.client = type('Client', (), given['client'])() if given.get('client') else None


class LogHandler(logging.StreamHandler):
    def __init__(self):
        super().__init__(sys.stdout)
        self.setFormatter(logging.Formatter(
            '[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s', '%Y-%m-%dT%H:%M:%S'))
        self.formatter.converter = time.gmtime

    def emit(self, record):
        record.aws_request_id = current['id']
        super().emit(record)


class BootError(Exception):
    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def failure(error, kind=None):
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename != __file__ and 'importlib' not in frame.filename]
    return {
        'errorMessage': str(error),
        'errorType': kind or type(error).__name__,
        'requestId': current['id'],
        'stackTrace': traceback.format_list(own),
    }


def show(told):
    print('[ERROR] ' + told['errorType'] + ': ' + told['errorMessage'])
    if told['stackTrace']:
        print('Traceback (most recent call last):\n' + ''.join(told['stackTrace']).rstrip('\n'))
    sys.stdout.flush()


def tell(path, told):
    show(told)
    call('POST', path, json.dumps(told).encode(), told['errorType'])


def load(name):
    try:
        module_name, function_name = name.rsplit('.', 1)
    except ValueError as error:
        raise BootError('Runtime.MalformedHandlerName', "Bad handler '%s': %s" % (name, error))
    sys.path.insert(0, os.environ['LAMBDA_TASK_ROOT'])
    try:
        module = importlib.import_module(module_name.replace('/', '.'))
    except ImportError as error:
        raise BootError('Runtime.ImportModuleError', "Unable to import module '%s': %s" % (module_name, error)) from error
    except SyntaxError as error:
        raise BootError('Runtime.UserCodeSyntaxError', "Syntax error in module '%s': %s" % (module_name, error)) from error
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise BootError('Runtime.HandlerNotFound', "Handler '%s' missing on module '%s'" % (function_name, module_name))


def plain(value):
    import decimal
    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError('Object of type %s is not JSON serializable' % type(value).__name__)


def written(result):
    try:
        return json.dumps(result, default=plain, ensure_ascii=False).encode()
    except (TypeError, ValueError, OverflowError, UnicodeEncodeError) as error:
        raise BootError('Runtime.MarshalError', 'Unable to marshal response: %s' % error)


def serve(handler):
    while True:
        status, headers, event = call('GET', '/invocation/next')
        if status != 200:
            return
        current['id'] = headers['Lambda-Runtime-Aws-Request-Id']
        os.environ['_X_AMZN_TRACE_ID'] = headers.get('Lambda-Runtime-Trace-Id', '')
        path = '/invocation/' + current['id']
        try:
            answer = written(handler(json.loads(event), Context(headers)))
        except BootError as error:
            tell(path + '/error', failure(error, error.kind))
        except Exception as error:
            tell(path + '/error', failure(error))
        else:
            sys.stdout.flush()
            call('POST', path + '/response', answer)


def main():
    sys.stdout.reconfigure(line_buffering=True)
    logging.root.handlers = [LogHandler()]
    try:
        try:
            handler = load(os.environ['_HANDLER'])
        except BootError as error:
            tell('/init/error', failure(error.__cause__ or error, error.kind) | {'errorMessage': str(error)})
            sys.exit(1)
        except Exception as error:
            tell('/init/error', failure(error))
            sys.exit(1)
        serve(handler)
    except (ConnectionError, http.client.HTTPException):
        # Nobody is there any more: there is nothing to run for.
        os._exit(0)


main()
`

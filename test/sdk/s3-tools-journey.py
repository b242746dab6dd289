"""Every setting of a bucket with boto3: unset, set, shown, unset again. Prints what was seen, as JSON."""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

s3 = boto3.client(
    's3', endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id='AK', aws_secret_access_key='SK',
    config=Config(s3={'addressing_style': 'path'}, retries={'max_attempts': 1}))
bucket = 'boto'
s3.create_bucket(Bucket=bucket)
seen = {}


def asked(call, **given):
    try:
        answer = getattr(s3, call)(Bucket=bucket, **given)
    except ClientError as error:
        return error.response['Error']['Code']
    answer.pop('ResponseMetadata')
    return answer


def unset():
    return {call: asked(call) for call in [
        'get_bucket_accelerate_configuration', 'get_bucket_cors', 'get_bucket_encryption', 'get_bucket_lifecycle',
        'get_bucket_lifecycle_configuration', 'get_bucket_location', 'get_bucket_logging', 'get_bucket_notification',
        'get_bucket_notification_configuration', 'get_bucket_ownership_controls', 'get_bucket_policy',
        'get_bucket_policy_status', 'get_bucket_replication', 'get_bucket_request_payment', 'get_bucket_tagging',
        'get_bucket_versioning', 'get_bucket_website', 'get_object_lock_configuration', 'get_public_access_block',
        'list_bucket_analytics_configurations', 'list_bucket_intelligent_tiering_configurations',
        'list_bucket_inventory_configurations', 'list_bucket_metrics_configurations']}


seen['unset'] = unset()
acl = s3.get_bucket_acl(Bucket=bucket)
seen['acl'] = [[grant['Permission'], grant['Grantee']['ID'] == acl['Owner']['ID']] for grant in acl['Grants']]
policy = json.dumps({'Version': '2012-10-17', 'Statement': [{
    'Effect': 'Deny', 'Principal': '*', 'Action': 's3:*', 'Resource': f'arn:aws:s3:::{bucket}/*',
    'Condition': {'Bool': {'aws:SecureTransport': 'false'}}}]})
seen['put'] = [
    asked('put_bucket_tagging', Tagging={'TagSet': [{'Key': 'team', 'Value': 'web logs: ü'}]}),
    asked('put_bucket_encryption', ServerSideEncryptionConfiguration={
        'Rules': [{'ApplyServerSideEncryptionByDefault': {'SSEAlgorithm': 'AES256'}}]}),
    asked('put_bucket_versioning', VersioningConfiguration={'Status': 'Suspended'}),
    asked('put_bucket_policy', Policy=policy),
    asked('put_public_access_block', PublicAccessBlockConfiguration={'BlockPublicAcls': True}),
    asked('put_bucket_ownership_controls', OwnershipControls={'Rules': [{'ObjectOwnership': 'ObjectWriter'}]}),
    asked('put_bucket_acl', ACL='private'),
    asked('put_bucket_notification_configuration', NotificationConfiguration={}),
    asked('put_bucket_logging', BucketLoggingStatus={}),
    asked('put_bucket_request_payment', RequestPaymentConfiguration={'Payer': 'BucketOwner'}),
    asked('put_bucket_lifecycle_configuration', LifecycleConfiguration={'Rules': [
        {'ID': 'old', 'Status': 'Enabled', 'Filter': {'Prefix': 'logs/'}, 'Expiration': {'Days': 30}},
        {'ID': 'date', 'Status': 'Disabled', 'Filter': {}, 'Expiration': {'Date': '2017-09-27'}}]}),
]
rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)['Rules']
rules[1]['Expiration']['Date'] = rules[1]['Expiration']['Date'].isoformat()
seen['rules'] = rules
seen['expiration'] = 'rule-id="old"' in s3.put_object(Bucket=bucket, Key='logs/a', Body=b'x')['Expiration']
seen['tags'] = s3.get_bucket_tagging(Bucket=bucket)['TagSet']
seen['policy'] = s3.get_bucket_policy(Bucket=bucket)['Policy'] == policy
seen['refused'] = [
    asked('put_bucket_versioning', VersioningConfiguration={'Status': 'Enabled'}),
    asked('put_bucket_encryption', ServerSideEncryptionConfiguration={
        'Rules': [{'ApplyServerSideEncryptionByDefault': {'SSEAlgorithm': 'aws:kms'}}]}),
    asked('put_bucket_lifecycle_configuration', LifecycleConfiguration={'Rules': [
        {'Status': 'Enabled', 'Filter': {}, 'Expiration': {'Date': '20200101'}}]}),
    asked('put_bucket_lifecycle_configuration', LifecycleConfiguration={'Rules': [
        {'Status': 'enabled', 'Filter': {}, 'Expiration': {'Days': 1}}]}),
    asked('put_bucket_policy', Policy='{'),
    asked('put_bucket_acl', ACL='public-read'),
]
seen['left'] = [
    asked('delete_bucket_lifecycle'), asked('delete_bucket_tagging'), asked('delete_bucket_policy'),
    asked('delete_bucket_encryption'), asked('delete_public_access_block'), asked('delete_bucket_ownership_controls'),
    asked('get_public_access_block'), asked('get_bucket_ownership_controls'), asked('get_bucket_tagging')]
print(json.dumps(seen))

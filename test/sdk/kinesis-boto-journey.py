"""Drives every action of Kinesis that boto3 knows: python3 kinesis-boto-journey.py URL. Prints what was not called."""

import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

kinesis = boto3.client(
    "kinesis",
    endpoint_url=sys.argv[1],
    region_name="eu-west-3",
    aws_access_key_id="AK",
    aws_secret_access_key="SK",
    config=Config(retries={"total_max_attempts": 1}, parameter_validation=False, read_timeout=20),
)
called = set()
kinesis.meta.events.register("before-call.kinesis", lambda model, **_: called.add(model.name))


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{call} was not refused with {code}")


def put_and_read():
    kinesis.create_stream(StreamName="data", ShardCount=2, Tags={"a": "b"})
    kinesis.get_waiter("stream_exists").wait(StreamName="data")
    one = kinesis.put_record(StreamName="data", Data=b"\x00one", PartitionKey="k")
    many = [{"Data": f"{at}", "PartitionKey": "k"} for at in range(5)]
    assert kinesis.put_records(StreamName="data", Records=many)["FailedRecordCount"] == 0
    where = {"StreamName": "data", "ShardId": one["ShardId"]}
    iterator = kinesis.get_shard_iterator(ShardIteratorType="TRIM_HORIZON", **where)["ShardIterator"]
    read = kinesis.get_records(ShardIterator=iterator, Limit=100)
    assert [record["Data"] for record in read["Records"]] == [b"\x00one", b"0", b"1", b"2", b"3", b"4"]
    assert read["Records"][0]["SequenceNumber"] == one["SequenceNumber"]
    assert abs(read["Records"][0]["ApproximateArrivalTimestamp"].timestamp() - time.time()) < 60
    assert read["MillisBehindLatest"] == 0
    assert read["NextShardIterator"] != iterator
    return one


def fan_out(one):
    arn = kinesis.describe_stream(StreamName="data")["StreamDescription"]["StreamARN"]
    consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="fan")["Consumer"]["ConsumerARN"]
    described = kinesis.describe_stream_consumer(ConsumerARN=consumer)["ConsumerDescription"]
    assert (described["ConsumerStatus"], described["StreamARN"]) == ("ACTIVE", arn)
    assert len(kinesis.list_stream_consumers(StreamARN=arn)["Consumers"]) == 1
    events = kinesis.subscribe_to_shard(
        ConsumerARN=consumer, ShardId=one["ShardId"], StartingPosition={"Type": "TRIM_HORIZON"}
    )["EventStream"]
    for event in events:
        if event["SubscribeToShardEvent"]["Records"]:
            assert event["SubscribeToShardEvent"]["Records"][0]["Data"] == b"\x00one"
            break
    events.close()
    refused("ResourceInUseException", kinesis.delete_stream, StreamName="data")
    kinesis.deregister_stream_consumer(ConsumerARN=consumer)
    refused("ResourceNotFoundException", kinesis.describe_stream_consumer, ConsumerARN=consumer)
    return arn


def reshard():
    kinesis.split_shard(StreamName="data", ShardToSplit="shardId-000000000000", NewStartingHashKey="1000")
    kinesis.merge_shards(
        StreamName="data", ShardToMerge="shardId-000000000002", AdjacentShardToMerge="shardId-000000000003"
    )
    scaled = kinesis.update_shard_count(StreamName="data", TargetShardCount=4, ScalingType="UNIFORM_SCALING")
    assert (scaled["CurrentShardCount"], scaled["TargetShardCount"]) == (2, 4)
    pages = kinesis.get_paginator("list_shards").paginate(StreamName="data", PaginationConfig={"PageSize": 3})
    shards = [shard for page in pages for shard in page["Shards"]]
    assert len(shards) == 9, shards
    open_ones = kinesis.list_shards(StreamName="data", ShardFilter={"Type": "AT_LATEST"})["Shards"]
    assert len(open_ones) == 4
    pages = kinesis.get_paginator("describe_stream").paginate(StreamName="data", PaginationConfig={"PageSize": 2})
    assert sum(len(page["StreamDescription"]["Shards"]) for page in pages) == 9
    assert kinesis.describe_stream_summary(StreamName="data")["StreamDescriptionSummary"]["OpenShardCount"] == 4


def settings(arn):
    kinesis.increase_stream_retention_period(StreamName="data", RetentionPeriodHours=48)
    kinesis.decrease_stream_retention_period(StreamARN=arn, RetentionPeriodHours=24)
    kinesis.add_tags_to_stream(StreamName="data", Tags={"c": "d"})
    kinesis.remove_tags_from_stream(StreamName="data", TagKeys=["a"])
    assert kinesis.list_tags_for_stream(StreamName="data")["Tags"] == [{"Key": "c", "Value": "d"}]
    kinesis.tag_resource(ResourceARN=arn, Tags={"e": "f"})
    kinesis.untag_resource(ResourceARN=arn, TagKeys=["c"])
    assert kinesis.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "e", "Value": "f"}]
    metrics = kinesis.enable_enhanced_monitoring(StreamName="data", ShardLevelMetrics=["ALL"])
    assert len(metrics["DesiredShardLevelMetrics"]) == 7
    metrics = kinesis.disable_enhanced_monitoring(StreamName="data", ShardLevelMetrics=["ALL"])
    assert metrics["DesiredShardLevelMetrics"] == []
    kinesis.start_stream_encryption(StreamName="data", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    assert kinesis.describe_stream(StreamName="data")["StreamDescription"]["KeyId"] == "alias/aws/kinesis"
    kinesis.stop_stream_encryption(StreamName="data", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    kinesis.update_max_record_size(StreamARN=arn, MaxRecordSizeInKiB=2048)
    kinesis.update_stream_mode(StreamARN=arn, StreamModeDetails={"StreamMode": "ON_DEMAND"})
    kinesis.update_account_settings(MinimumThroughputBillingCommitment={"Status": "ENABLED"})
    assert kinesis.describe_account_settings()["MinimumThroughputBillingCommitment"]["Status"] == "ENABLED"
    warm = kinesis.update_stream_warm_throughput(StreamARN=arn, WarmThroughputMiBps=5)
    assert warm["WarmThroughput"]["TargetMiBps"] == 5
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    assert kinesis.get_resource_policy(ResourceARN=arn)["Policy"] == "{}"
    kinesis.put_resource_policy(ResourceARN=arn, Policy=policy)
    assert kinesis.get_resource_policy(ResourceARN=arn)["Policy"] == policy
    kinesis.delete_resource_policy(ResourceARN=arn)
    assert kinesis.describe_limits()["OnDemandStreamCount"] == 1


def refusals():
    message = refused("ValidationException", kinesis.create_stream, ShardCount=1)
    assert message.endswith("Value null at 'streamName' failed to satisfy constraint: Member must not be null")
    message = refused("ResourceNotFoundException", kinesis.describe_stream, StreamName="nope")
    assert message == "Stream nope under account 000000000000 not found.", message
    refused("ResourceInUseException", kinesis.create_stream, StreamName="data", ShardCount=1)
    refused("LimitExceededException", kinesis.create_stream, StreamName="big", ShardCount=501)
    refused("SerializationException", kinesis.list_streams, Limit="ten")
    refused("InvalidArgumentException", kinesis.get_records, ShardIterator="rubbish")


arn = fan_out(put_and_read())
reshard()
settings(arn)
refusals()
names = [name for page in kinesis.get_paginator("list_streams").paginate(Limit=1) for name in page["StreamNames"]]
assert names == ["data"], names
kinesis.delete_stream(StreamName="data")
kinesis.get_waiter("stream_not_exists").wait(StreamName="data")
print(json.dumps(sorted(set(kinesis.meta.service_model.operation_names) - called)))

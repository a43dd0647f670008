"""Keys that an operator makes work in the deployed functions."""

from tools import api_key


def test_a_made_key_opens_what_its_scopes_say_and_nothing_else(cloud, event, capsys):
    made = ["--table", "KeysTable", "--region", "eu-central-1", "--endpoint", cloud.engine.endpoint]
    assert api_key.main([*made, "--id", "reader", "--scope", "read"]) == 0
    secret = capsys.readouterr().out.strip()

    reading, submitting = event("read_report"), event("submit_article")
    reading["headers"]["x-api-key"] = submitting["headers"]["x-api-key"] = secret
    assert cloud.invoke("read_report", reading)["statusCode"] == 404
    assert cloud.invoke("submit_article", submitting)["statusCode"] == 403


def test_a_key_has_the_rate_that_it_was_given(cloud, event, capsys):
    made = ["--table", "KeysTable", "--region", "eu-central-1", "--endpoint", cloud.engine.endpoint]
    api_key.main([*made, "--id", "slow", "--scope", "read", "--rate", "1"])
    reading = event("read_report")
    reading["headers"]["x-api-key"] = capsys.readouterr().out.strip()
    # Three, for the minute may change between two of them.
    answers = [cloud.invoke("read_report", reading) for _ in range(3)]
    refused = [answer for answer in answers if answer["statusCode"] == 429]
    assert refused
    assert refused[0]["headers"]["Retry-After"]

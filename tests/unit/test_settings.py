"""The environment as a typed value."""

import pytest

from factcheck.bootstrap import Container
from factcheck.settings import Settings, SettingsError


def test_what_is_unset_or_empty_takes_its_default():
    assert Settings.from_environment({"FACTCHECK_DYNAMODB_ENDPOINT": "", "OTHER": "1"}) == Settings()


def test_values_have_their_types():
    given = {"FACTCHECK_MAX_RECEIVES": "7", "FACTCHECK_REQUIRE_KEY": "1", "FACTCHECK_STAGE": "test"}
    settings = Settings.from_environment(given)
    assert (settings.max_receives, settings.require_key, settings.stage) == (7, True, "test")


@pytest.mark.parametrize(("said", "meant"), [("0", False), ("false", False), ("TRUE", True), ("on", True)])
def test_a_switch_may_be_said_in_words(said, meant):
    assert Settings.from_environment({"FACTCHECK_REQUIRE_KEY": said}).require_key is meant


@pytest.mark.parametrize("variable", ["FACTCHECK_MAX_RECEIVES", "FACTCHECK_REQUIRE_KEY"])
def test_a_value_of_the_wrong_type_is_refused_by_the_variables_name(variable):
    with pytest.raises(SettingsError, match=variable):
        Settings.from_environment({variable: "perhaps"})


def test_the_region_of_lambda_counts_where_no_other_is_set():
    assert Settings.from_environment({"AWS_REGION": "eu-north-1"}).region == "eu-north-1"
    given = {"AWS_REGION": "eu-north-1", "FACTCHECK_REGION": "eu-west-1"}
    assert Settings.from_environment(given).region == "eu-west-1"


def test_the_version_that_is_shown_is_that_of_the_judge_in_use():
    container = Container(Settings())
    assert container.versions["relation"] == container.judge.version

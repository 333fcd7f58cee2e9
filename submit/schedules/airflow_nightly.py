"""Recalibrates every night at 02:00 UTC, through the launcher.

Exit codes decide what happens: 1 is tried again; 2, 3 and 4 would end the same way again, so they fail at once and page.
A missed night needs no catching up: the next one makes the records of every day of its window that it finds missing.
"""

import subprocess
from datetime import datetime, timedelta, timezone

from airflow.decorators import dag, task
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.timetables.interval import CronDataIntervalTimetable

LAUNCHER = "/opt/racer/submit/racer"

# The interval that ends at 02:00 began on the day before: that is the date of the run.
ARGUMENTS = ["nightly", "--config", "/etc/racer/site.conf", "--date", "{{ data_interval_start | ds }}"]

MEANING = {
    1: "failed, a retry may help",
    2: "usage or configuration",
    3: "data refused",
    4: "the gate refused the new thresholds",
}


@dag(
    dag_id="racer_nightly",
    schedule=CronDataIntervalTimetable("0 2 * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
)
def racer_nightly():
    """One task: a night publishes whole or not at all, and may be run again at any time."""

    @task(execution_timeout=timedelta(hours=6))
    def nightly(arguments):
        code = subprocess.run([LAUNCHER, *arguments], check=False).returncode
        if code == 0:
            return
        text = f"racer nightly: {MEANING.get(code, 'ended')} (exit code {code}); see docs/runbook.md"
        if code in (2, 3, 4):
            raise AirflowFailException(text)
        raise AirflowException(text)

    nightly(ARGUMENTS)


racer_nightly()

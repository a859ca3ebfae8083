"""The verbs of the command line, exit codes and log handlers. Results go to stdout, the rest to stderr."""

from __future__ import annotations

import io
import logging
import os
import shlex
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.errors import ExitCode, Fault, InputError, NoPlanError, PlannerError

# Heavy rooms are imported by the verb that needs them: `planner --help` answers at once.
if TYPE_CHECKING:
    from planner.config import LoadedScenario
    from planner.records import Case

# The most draws of --until where --draws does not say.
MOST_UNTIL = 100_000
INTERRUPTED = "interrupted: nothing was written"

app = typer.Typer(
    name="planner",
    help=(
        "Shows, with a proof anyone can check, whether a mass return could be carried out by a deadline without "
        "breaking minimum humanitarian standards, and what it would do to people. "
        "It assesses a plan and never runs one."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Config = Annotated[str, typer.Argument(help="A configuration file, or the name of an embedded one (planner list).")]
RunDir = Annotated[Path, typer.Argument(metavar="RUN_DIR", help="A run folder.")]
CaseDir = Annotated[Path | None, typer.Option(help="The case folder, when it is not where the run found it.")]
Overrides = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY.PATH=VALUE", help="Change one key; may be repeated.")
]
Reading = Annotated[str | None, typer.Option(help="Lead with this reading: favourable, central or strict.")]


@app.callback()
def settings(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log each stage to stderr.")] = False,
) -> None:
    """Set up the log."""
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, stream=sys.stderr, format="%(message)s")


@app.command()
def run(  # noqa: PLR0913, PLR0917 - one parameter an option of the contract
    config: Config,
    out: Annotated[Path | None, typer.Option(help="The run folder (default: reports/NAME).")] = None,
    set_: Overrides = None,
    reading: Reading = None,
    seed: Annotated[int | None, typer.Option(help="Seed of everything random.")] = None,
    no_report: Annotated[bool, typer.Option("--no-report", help="Write the data files only.")] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="Write the two-page brief instead of the full report.")
    ] = False,
    draws: Annotated[int | None, typer.Option(help="Worlds to draw; with --until, at most.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Stop drawing when so precise, such as 0.5%.")
    ] = None,
    sobol: Annotated[int | None, typer.Option(help="Base samples of the Sobol indices, a power of 2.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes for the draws; changes no result.")] = 1,
) -> None:
    """Solve a scenario, prove the answer and write its run folder."""
    set_ = [*(set_ or ()), *_of_draws(draws, until, sobol)]
    loaded = _load(config, set_, reading, seed)
    target = Path("reports") / loaded.scenario.name if out is None else out
    with _progress() as progress:
        from planner import pipeline

        result = pipeline.run(
            loaded,
            target,
            command=_command("run", config, set_, reading=reading, seed=seed),
            with_report=not no_report,
            brief=brief,
            workers=workers,
            progress=progress,
        )
    from planner.explain import headline

    print(headline(result))
    print(target if no_report else target / "report.pdf")


def _of_draws(draws: int | None, until: str | None, sobol: int | None) -> list[str]:
    """Return the options of draws as changes of keys; draws that stop by precision may be many."""
    if until is not None:
        draws = MOST_UNTIL if draws is None else draws
        share = until.strip()
        until = f"{share[:-1].strip()}e-2" if share.endswith("%") else share
    named = {"draws": draws, "until": until, "sobol": sobol}
    return [f"uncertainty.{key}={value}" for key, value in named.items() if value is not None]


@app.command()
def check(config: Config, set_: Overrides = None) -> None:
    """Read a scenario and its case, or a case workbook (.xlsx), and report every fault at once, without solving."""
    from planner import pipeline

    if config.lower().endswith(".xlsx"):
        _said(Path(config).name, pipeline.case_workbook(Path(config)))
        return
    loaded = _load(config, set_, None, None)

    _said(loaded.scenario.name, pipeline.prepare(loaded).case)


def _said(name: str, case: Case) -> None:
    from planner.units import counted

    print(
        f"{name}: no fault found. {counted(len(case.districts), 'district')}, "
        f"{counted(len(case.crossings), 'crossing')}, {counted(len(case.sites), 'site')}, "
        f"{counted(len(case.legs), 'leg')}, {counted(len(case.sources), 'source')}."
    )


@app.command()
def sweep(
    config: Config,
    out: Annotated[Path | None, typer.Option(help="The study's folder (default: reports/NAME-sweep).")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes on this machine (default: one a core).")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A running Dask scheduler, such as tcp://127.0.0.1:8786.")
    ] = None,
    set_: Overrides = None,
) -> None:
    """Solve every combination of the configuration's sweep into one table; started again, it goes on."""
    from planner import study

    loaded = _load(config, set_, None, None)
    target = Path("reports") / f"{loaded.scenario.name}-sweep" if out is None else out
    if not study.parquet_at_hand():
        print(study.NO_PARQUET, file=sys.stderr)
    with _bar() as watch:
        done = study.run_study(loaded, target, workers=workers or os.cpu_count() or 1, cluster=cluster, watch=watch)
    print(study.told(done))
    for path in done.written:
        print(path)


@app.command()
def backtest(
    config: Config,
    out: Annotated[Path | None, typer.Option(help="The folder to write (default: reports/NAME-backtest).")] = None,
    set_: Overrides = None,
    seed: Annotated[int | None, typer.Option(help="Seed of everything random.")] = None,
) -> None:
    """Forecast from the published counts up to four cut-offs, and hold it against what followed. Nothing is solved."""
    from planner.backtest import run_backtest
    from planner.pipeline import prepare

    loaded = _load(config, set_, None, seed)
    target = Path("reports") / f"{loaded.scenario.name}-backtest" if out is None else out
    result = run_backtest(loaded, prepare(loaded).case, target, command=_command("backtest", config, set_, seed=seed))
    for finding in result["backtest"]["findings"]:
        print(finding)
    print(target)


@app.command()
def verify(
    run_dir: RunDir,
    case: CaseDir = None,
) -> None:
    """Check every claim of a run folder against its inputs, with no solver."""
    from planner import verify as checks

    verified = checks.verify(run_dir, *_made_from(run_dir, case))
    for line in verified.holds:
        print(f"holds: {line}")
    for line in verified.fails:
        print(f"FAILS: {line}")
    if verified.fails:
        raise typer.Exit(ExitCode.CLAIM_FAILS)
    print("Every claim holds.")


@app.command()
def report(
    run_dir: RunDir,
    case: CaseDir = None,
    brief: Annotated[bool, typer.Option("--brief", help="Write the two-page brief as PDF.")] = False,
    language: Annotated[
        list[str] | None, typer.Option(help="Also write a summary in en, ur, ps or prs; may be repeated.")
    ] = None,
) -> None:
    """Tell a run again from its records: report, page, workbook, tables and map layers. Nothing is solved."""
    from planner.apart import Apart, cores

    with Apart(process=cores() > 1) as apart:
        apart.ready("planner.report:warm_up")
        loaded, world = _made_from(run_dir, case)
        with _progress() as progress:
            progress("report")
            from planner.runs import retell

            codes = tuple(dict.fromkeys(language or ()))
            written = retell(run_dir, loaded, world, apart, brief=brief, languages=codes)
    print(*written, sep="\n")


@app.command()
def compare(
    run_dirs: Annotated[list[Path], typer.Argument(metavar="RUN_DIR...", help="Two to six run folders.")],
    out: Annotated[Path, typer.Option(help="The folder to write.")] = Path("reports/comparison"),
) -> None:
    """Tell what differs between runs, in inputs and results, as PDF and CSV."""
    from planner.opening import load_run
    from planner.runfolder import check_target, open_run_folder, recover

    check_target(out)
    recover(out)
    for folder in run_dirs:
        open_run_folder(folder)
    scenarios = [load_run(folder, None) for folder in run_dirs]
    with _progress() as progress:
        progress("comparison")
        from planner.runs import compare as told

        written = told(run_dirs, scenarios, out)
    print(written)


@app.command()
def explain(run_dir: RunDir) -> None:
    """Print the verdict, the proof and what binds, in plain text."""
    from planner.explain import explanation
    from planner.runfolder import CERTIFICATE, RESULT, open_run_folder, read_json

    open_run_folder(run_dir)
    documents = (read_json(run_dir / RESULT), read_json(run_dir / CERTIFICATE))
    try:
        print(explanation(*documents))
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        fault = Fault(file=f"{RESULT}, {CERTIFICATE}", expected="the documents of a run", got="something else")
        raise InputError((fault,)) from error


@app.command()
def standards(
    row: Annotated[str | None, typer.Argument(metavar="[ID]", help="A row, such as WAT-01.")] = None,
    profile: Annotated[
        list[str] | None, typer.Option(help="A profile laid over sphere-2018; may be repeated, later over earlier.")
    ] = None,
    case: Annotated[Path | None, typer.Option(help="A case whose own profiles may be named.", exists=True)] = None,
) -> None:
    """List the humanitarian standards, or explain one: value, range, source, HARD or CHECKED, who uses it."""
    from planner.config import standards_root
    from planner.geodata import OWN_STANDARDS, read_profiles
    from planner.standards import explained, listing

    rows, sources = read_profiles(standards_root(), profile or (), None if case is None else case / OWN_STANDARDS)
    print(listing(rows) if row is None else explained(rows, sources, row))


@app.command("list")
def list_() -> None:
    """List the embedded configurations and cases."""
    from planner.config import list_cases, list_configs, load_scenario

    names = list_configs()
    width = max(map(len, names), default=0)
    print("Configurations (planner run NAME):")
    for name in names:
        print(f"  {name:<{width}}  {load_scenario(name).scenario.title}")
    print("Cases:")
    for name in list_cases():
        print(f"  {name}")


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    workbook: Annotated[Path | None, typer.Option("--from", help="A filled case workbook to make the case of.")] = None,
) -> None:
    """Write a small complete case, its workbook and its configuration, to be filled with another country's figures."""
    from planner.template import write_template

    print(write_template(directory, workbook))


def _load(config: str, overrides: list[str] | None, reading: str | None, seed: int | None) -> LoadedScenario:
    from planner.config import load_scenario

    return load_scenario(config, overrides=tuple(overrides or ()), reading=reading, seed=seed)


def _made_from(run_dir: Path, case_folder: Path | None) -> tuple[LoadedScenario, Case]:
    """Return the scenario and the case a run was made from, read again and held against its hashes."""
    from planner.config import standards_root
    from planner.geodata import read_case
    from planner.opening import check_inputs, load_run
    from planner.runfolder import open_run_folder

    open_run_folder(run_dir)
    loaded = load_run(run_dir, case_folder)
    profiles = loaded.scenario.standards.profiles
    world = read_case(loaded.case_folder, profiles=profiles, standards_root=standards_root())
    check_inputs(run_dir, world)
    return loaded, world


def _command(
    verb: str, config: str, overrides: list[str] | None, *, reading: str | None = None, seed: int | None = None
) -> str:
    """Return the command that remakes the run: no --out, no absolute path."""
    named = Path(config).name if Path(config).is_absolute() else config
    words = ["planner", verb, named]
    for override in overrides or ():
        key, _, value = override.partition("=")
        here = Path(value).is_absolute()
        words += ["--set", f"{key}={Path(value).name}" if here else override]
    if reading is not None:
        words += ["--reading", reading]
    if seed is not None:
        words += ["--seed", str(seed)]
    return shlex.join(words)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show the stage at work on stderr, when someone is watching."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("starting") as status:
        yield status.update


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """Show scenarios done and the time left on stderr, when someone is watching."""
    if not sys.stderr.isatty():
        yield lambda _, __: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("scenarios"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left"))
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("scenarios", total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with the code that design fixes."""
    # A title in any script prints on any terminal: what it cannot show is escaped, never an error.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: list[str] | None) -> int:
    try:
        done: Any = app(arguments, standalone_mode=False)
    except InputError as error:
        print(error, file=sys.stderr)
        return ExitCode.BAD_INPUT
    except NoPlanError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        print(INTERRUPTED, file=sys.stderr)
        return ExitCode.INTERRUPTED
    except Exception as error:
        shown = getattr(error, "show", None)
        if callable(shown):
            # A usage error of the command line itself: a wrong option, a missing argument.
            shown()
            return ExitCode.BAD_INPUT
        if not isinstance(error, PlannerError):
            traceback.print_exc()
        print(
            f"this is a bug of the planner, not of your input: {type(error).__name__}: {error}",
            file=sys.stderr,
        )
        return ExitCode.OUR_BUG
    if done == ExitCode.INTERRUPTED:
        print(INTERRUPTED, file=sys.stderr)
    return int(done) if isinstance(done, int) else ExitCode.DONE

//! What a confined program cannot do, and which layers enforce that.

use crate::scene::{Scene, printed};
use cellmate::process::{Launcher, Layer, Limits, Property, SeriesInput, Termination};
use std::path::PathBuf;
use std::time::Duration;

const ALL_LAYERS: [Layer; 4] = [
    Layer::Capabilities,
    Layer::Memory,
    Layer::Landlock,
    Layer::Seccomp,
];

fn launcher() -> Launcher {
    Launcher::at(PathBuf::from(env!("CARGO_BIN_EXE_cellmate")))
}

fn broken(layers: &[Layer]) -> Vec<Property> {
    let launcher = launcher().confined_by(layers);
    launcher.broken_properties().expect("the machine is well")
}

#[test]
fn a_confined_program_can_do_nothing_that_is_forbidden() {
    let broken = launcher().confined().broken_properties();
    assert_eq!(broken.expect("the machine is well"), []);
}

#[test]
fn every_property_is_broken_without_the_layers_that_enforce_it() {
    for (property, held_by) in [
        (Property::ReadsOutside, &[Layer::Landlock] as &[Layer]),
        (Property::WritesOutside, &[Layer::Landlock]),
        (Property::ChangesPermissions, &[Layer::Seccomp]),
        (Property::Network, &[Layer::Seccomp]),
        (Property::Signals, &[Layer::Seccomp, Layer::Landlock]),
        (Property::StartsPrograms, &[Layer::Seccomp, Layer::Landlock]),
        (Property::Memory, &[Layer::Memory]),
        (Property::LimitsOfOthers, &[Layer::Seccomp]),
    ] {
        let others = ALL_LAYERS
            .into_iter()
            .filter(|layer| !held_by.contains(layer));
        let found = broken(&others.collect::<Vec<_>>());
        assert!(found.contains(&property), "{property:?}: {found:?}");
    }
    assert_eq!(broken(&[]), Property::ALL);
}

#[test]
fn runs_end_as_they_do_without_confinement() {
    for name in [
        "panics",
        "locks-itself",
        "two-locks",
        "parks",
        "eats-memory",
        "waits-with-time-outs",
        "ping-pong",
        "busy",
    ] {
        let short = |limits: &mut Limits| limits.cpu = Some(Duration::from_secs(1));
        let mut scene = Scene::program(name).limited(short);
        let free = scene.run();
        scene.launcher = scene.launcher.confined();
        let confined = scene.run();
        assert_eq!(confined.termination, free.termination, "{name}");
        let text = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            // The numbers of threads differ.
            text.lines()
                .filter(|line| !line.contains("thread '"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            text(&confined.stderr.bytes),
            text(&free.stderr.bytes),
            "{name}"
        );
    }
}

#[test]
fn a_confined_series_is_confined_in_each_run() {
    let mut scene = Scene::program("panics");
    scene.launcher = scene.launcher.confined();
    let folder = tempfile::tempdir().expect("a folder");
    folder.path().clone_into(&mut scene.job.dir);
    let inputs = [SeriesInput::default(), SeriesInput::default()];
    let runs = scene
        .launcher
        .run_series(&scene.job, &inputs, None, &scene.cancel);
    for run in runs.expect("the machine is well") {
        let output = run.expect("it exits").output;
        assert_eq!(output.termination, Termination::Exited(101));
        assert!(String::from_utf8_lossy(&output.stderr.bytes).contains("on purpose"));
    }
    // The shell is not one of the files that it may read.
    scene.job.program = "/bin/sh".into();
    scene.job.args = vec!["-c".into(), "cat /etc/passwd".into()];
    let runs = scene
        .launcher
        .run_series(&scene.job, &inputs, None, &scene.cancel);
    for run in runs.expect("the machine is well").into_iter().flatten() {
        assert!(run.output.stdout.bytes.is_empty(), "{run:?}");
    }
}

/// Only a shell can do that for itself: a program of std needs `unsafe` to open a descriptor again.
#[test]
fn a_program_cannot_speak_for_its_launcher() {
    let line = "echo 'refused: the disk is full' >&100; echo 'refused: the disk is full' > /proc/self/fd/100; \
                cat <&100 & sleep 0.1; kill $!; echo done";
    let ended = Scene::of("/bin/bash", &["-c", line]).run();
    assert_eq!(ended.termination, Termination::Exited(0));
    assert_eq!(printed(&ended), "done\n");
}

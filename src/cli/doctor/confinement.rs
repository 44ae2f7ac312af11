//! Checks whether this machine can confine programs.

use super::CheckResult;
use crate::process::{Launcher, Property};

const REMEDY: &str = "`cellmate grade` and `cellmate check --confined` work only if cellmate can confine programs. Run them in a Linux container, on kernel 5.13 or later.";

pub(super) fn confinement() -> Vec<CheckResult> {
    let broken = Launcher::current().and_then(|launcher| launcher.confined().broken_properties());
    let broken = match broken {
        Ok(broken) => broken,
        Err(error) => {
            return vec![CheckResult::warning("confined", error.to_string(), REMEDY)];
        }
    };
    let checked = Property::ALL.iter().map(|property| {
        let forbids = property.forbids();
        if broken.contains(property) {
            CheckResult::warning("confined", format!("programs can {forbids}"), REMEDY)
        } else {
            CheckResult::ok("confined", format!("programs cannot {forbids}"))
        }
    });
    checked.collect()
}

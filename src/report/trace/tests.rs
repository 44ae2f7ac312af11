//! Tests of what a trace is said to show.

use super::*;
use serde_json::json;

#[test]
fn a_run_longer_than_its_record_is_not_said_to_use_nothing() {
    let said = |omitted: usize| {
        let trace = json!({
            "ending": { "how": "outcome", "outcome": { "kind": "finished", "code": 0 } },
            "cells": [], "threads": [], "events": [], "cut": false, "omitted": omitted,
            "choices": [], "stdout": "", "explanations": [],
        });
        let trace: Trace = serde_json::from_value(trace).unwrap();
        let focus = Focus {
            file: "",
            source: "",
            cell: None,
            event: None,
        };
        match timeline(&trace, focus).into_iter().next() {
            Some(Block::Prose(says)) => says,
            other => panic!("{other:?}"),
        }
    };
    assert!(said(0).starts_with("Nothing to show"));
    assert!(said(30_000).starts_with("This run was longer than its record"));
}

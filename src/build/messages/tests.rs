//! Tests of `messages`.

use super::*;

const MESSAGE: &str = r#"{"reason":"compiler-message","target":{"name":"two"},"message":{"message":"borrowed","level":"error","code":{"code":"E0499"},"spans":[{"file_name":"/rustc/x/macros.rs","line_start":3,"column_start":1,"is_primary":true,"expansion":{"span":{"file_name":"exercises/refcell/two.rs","line_start":9,"column_start":5,"is_primary":false,"expansion":null}}}],"rendered":"\u001b[1m\u001b[91merror\u001b[0m: borrowed"}}"#;

#[test]
fn an_error_inside_a_macro_is_placed_at_its_call() {
    let messages = Messages::read(MESSAGE.as_bytes());
    let message = &messages.targets["two"].messages[0];
    let found = message.diagnostic("exercises/refcell/two.rs").unwrap();
    assert_eq!((found.line, found.column), (Some(9), Some(5)));
    assert_eq!(found.code.as_deref(), Some("E0499"));
    assert_eq!(found.rendered, "error: borrowed");
}

#[test]
fn what_is_no_json_is_passed_over() {
    let text = format!("hello\n{{\n{MESSAGE}\n\n");
    let messages = Messages::read(text.as_bytes());
    assert_eq!(messages.targets.len(), 1);
}

#[test]
fn rustcs_own_counts_are_no_diagnostics() {
    let message = Message {
        sentence: "aborting due to 2 previous errors".to_owned(),
        level: "error".to_owned(),
        code: None,
        spans: Vec::new(),
        rendered: None,
    };
    assert_eq!(message.diagnostic("x.rs"), None);
}

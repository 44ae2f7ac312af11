
/// Under glass there is no secret word: the record shows that the test returned.
fn word() -> ::std::string::String {
    ::std::string::String::new()
}

/// Writes into the record that the test returned. A file that does the same does not compile with the real std.
fn show_word(_: &::std::primitive::str) {
    ::std::__test_returned();
}

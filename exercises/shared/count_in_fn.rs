//! Counts the long words of a text, with a closure that runs for every word.

fn each_word(text: &str, visit: impl Fn(&str)) {
    for word in text.split_whitespace() {
        visit(word);
    }
}

fn main() {
    let mut long_words = 0;
    each_word("one writer or many readers", |word| {
        if word.len() > 5 {
            long_words += 1;
            println!("long: {word}");
        }
    });
    println!("{long_words} in all");
}

//! The printing macros, called in every way that a program can.
// editions: 2015 2018 2024

use std::fmt::{self, Display};

mod inside {
    pub mod deeper {
        pub fn print(x: i32) {
            println!("in a module {}", x);
            print!("{x:>4}|{x:<4}|{0}|{named}\n", 7, named = x);
            eprintln!("to stderr {x}");
            eprint!("{}\n", x,);
        }
    }
}

macro_rules! says {
    ($($said:tt)*) => {
        println!($($said)*)
    };
}

struct Talks;

impl Display for Talks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print!("<inner>");
        println!();
        eprintln!("inner");
        f.write_str("outer")
    }
}

fn counted(calls: &mut u32) -> u32 {
    *calls += 1;
    *calls
}

fn main() {
    inside::deeper::print(3);
    println!();
    eprintln!();
    std::println!("by its path, {}", 1,);
    ::std::println!("by its whole path");
    std::print!("no end");
    std::eprintln!("by its path");
    println! { "in braces {{}}" }
    println!["in brackets"];
    says!("through {} {}", "a", "macro",);
    says!();
    let width = 7;
    println!("{:>width$} {:>1$} {:.*} {:?}", 1, 5, 2, 1.23456, "quoted", width = width);
    println!(concat!("of ", "pieces {}"), 1);
    println!("a {} b", Talks);
    eprintln!("a {} b", Talks);
    println!("many\nlines\r\n\ttabs \u{e9} \u{1f980}");
    let mut calls = 0;
    println!("{}", counted(&mut calls));
    println!("{0} {0}", counted(&mut calls));
    let unit: () = println!("as a value");
    match 1 {
        1 => println!("as an arm"),
        _ => print!(""),
    }
    let closure = || println!("{unit:?} in a closure");
    closure();
    let long = "x".repeat(5000);
    println!("{long}");
    let (a, b) = dbg!(1 + 1, "b");
    dbg!(a, b,);
    dbg!();
    let moved = dbg!(String::from("moved"));
    println!("{}", dbg!(moved) + "!");
    assert_eq!(std::format!("{}", format_args!("{calls}")), "2");
    print!("the last line has no end");
}

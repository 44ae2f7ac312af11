//! Tests of `launch`.

use super::Orders;
use std::ffi::OsString;

fn read(args: &[&str]) -> Option<Orders> {
    Orders::from_args(&mut args.iter().map(OsString::from))
}

#[test]
fn orders_arrive_as_they_were_given() {
    let orders = Orders {
        parent: 4711,
        cpu: Some(3),
        memory: None,
        file_size: Some(0),
        open_files: Some(u64::MAX),
    };
    let args = orders.to_args();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    assert_eq!(read(&args[1..]), Some(orders));
}

#[test]
fn orders_that_make_no_sense_are_refused() {
    let cases: [&[&str]; 5] = [
        &[],
        &["1", "2", "3", "4"],
        &["-", "3", "-", "-", "-"],
        &["1", "three", "-", "-", "-"],
        &["1", "-1", "-", "-", "-"],
    ];
    for args in cases {
        assert_eq!(read(args), None, "{args:?}");
    }
}

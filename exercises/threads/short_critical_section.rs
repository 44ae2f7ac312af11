//! Readings that several threads record. Sometimes their sum is sent.

use std::sync::Mutex;

struct Meter {
    /// What has been recorded but not sent yet.
    readings: Mutex<Vec<u32>>,
}

impl Meter {
    fn new() -> Self {
        Meter {
            readings: Mutex::default(),
        }
    }

    /// Records one reading.
    fn record(&self, reading: u32) {
        self.readings.lock().unwrap().push(reading);
    }

    /// Sends the sum of all readings that haven't been sent yet. Sending is slow.
    fn publish(&self, send: impl FnOnce(u32)) {
        // Change this method, so that other threads can record while it sends.
        let mut readings = self.readings.lock().unwrap();
        let sum = readings.iter().sum();
        send(sum);
        readings.clear();
    }
}

fn main() {
    let meter = Meter::new();
    for reading in [10, 20, 30] {
        meter.record(reading);
    }
    meter.publish(|sum| {
        println!("sum = {sum}");
        let free = meter.readings.try_lock().is_ok();
        println!("free while sending: {free}");
    });
}

# Hourly sums of household_power_consumption.txt, which has minutes (Date;Time;…, ? where nothing was measured), or of a
# file that has them already, in which an hour without a minute is all zeros. The eighth series is what no meter below
# the main one saw, in watt-hours.
BEGIN { FS = ","; OFS = "," }
{ sub(/\r$/, "") }
NR == 1 {
  if (index($0, ";")) FS = ";"
  print "time,Global_active_power,Global_reactive_power,Voltage,Global_intensity,Sub_metering_1,Sub_metering_2,Sub_metering_3,rest"
  next
}
FS == "," {
  if ($2 + 0 == 0) print $1, "", "", "", "", "", "", "", ""
  else print
  next
}
NF >= 9 {
  split($1, day, "/")
  now = sprintf("%04d-%02d-%02d %s:00:00", day[3], day[2], day[1], substr($2, 1, 2))
  if (now != hour) { flush(); hour = now }
  if ($3 == "?" || $3 == "") next
  minutes++
  for (i = 1; i <= 7; i++) sum[i] += $(i + 2)
  sum[8] += $3 * 1000 / 60 - $7 - $8 - $9
}
END { flush() }

function flush(   i, row) {
  if (minutes) {
    row = hour
    for (i = 1; i <= 8; i++) row = row OFS sprintf("%.3f", sum[i])
    print row
  }
  split("", sum)
  minutes = 0
}

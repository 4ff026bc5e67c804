# The rows of the M4 files, each a series, as one record per value; all series end at the same hour.
BEGIN { FS = "," }
{ gsub(/["\r]/, "") }
$1 == "V1" || $1 == "" { next }
!($1 in count) { ids[++series] = $1 }
{ for (i = 2; i <= NF; i++) if ($i != "") value[$1, ++count[$1]] = $i }
END {
  for (s = 1; s <= series; s++) if (count[ids[s]] > longest) longest = count[ids[s]]
  print "series,time,value"
  for (s = 1; s <= series; s++) {
    id = ids[s]
    for (i = 1; i <= count[id]; i++)
      print id "," 946684800 + 3600 * (longest - count[id] + i) "," value[id, i]
  }
}
